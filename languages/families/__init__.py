"""What several languages share, or one has too much of for its file: build systems and module rules.

Takes an import and a `engine.repository.Repository`, gives the files that it means.  `ecmascript`
(JavaScript, TypeScript, TSX) with `node` and `tsconfig`, `cfamily` (C, C++) with `includes`, `jvm`
(Java, Kotlin, Scala), `cargo` (Rust), `zeitwerk` (Ruby), `standard` (names of standard libraries).
Read `ecmascript` first: its `language` is a whole spec, of which a language fills in what differs.
"""
