"""What several languages share: build systems and module rules.

Takes an import and a `engine.repository.Repository`, gives the files that it means.  `ecmascript`
(JavaScript and its relatives) with `node`, `packages`, `tsconfig` and `components`, `cfamily` (C, C++)
with `includes`, `jvm` (Java, Kotlin, Scala), `extensions` (names behind a dot), `standard` (names of
standard libraries); `manifests/` reads what projects say to their tools, `single/` is what one language
has too much of for its own file.  Read `ecmascript` first: its `language` is a whole spec, of which a
language fills in what differs.
"""
