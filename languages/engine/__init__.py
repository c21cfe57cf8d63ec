"""What works on any language: a spec and bytes in, an outline of imports and definitions out.

Read `spec` first: what a language says of itself, on the `records` that pass between modules and on
`comments`, the marks.  `parsing` gives a tree within limits (with `probing`), `outlining` reads imports,
definitions and uses from it with `structure`, `gathering`, `code` and `qualified_names` as far as `work`
allows; `repository` is what a resolver may ask, and `configuration` reads build files for it.
"""
