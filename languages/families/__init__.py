"""What several languages share, or one has too much of for its file: build systems and module rules.

Takes an import and a `engine.repository.Repository`, gives the files that it means.  Read `node`
first, the plainest.  A language's own file in the folder above says which it uses: `node` and
`tsconfig` for JavaScript and TypeScript, `cfamily` and `includes` for C and C++, `jvm` for Java,
Kotlin and Scala, `cargo` for Rust, `zeitwerk` for Ruby.
"""
