"""What one language has too much of for its own file.

Takes and gives what its language does: `cargo` and `rust_modules` of Rust, `zeitwerk` and `heredocs`
of Ruby, `python_roots`, `cpp_modules`.  Read `rust_modules` first.
"""
