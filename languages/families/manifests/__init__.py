"""What the files of a project say to its own tools: aliases, import maps, autoloaders, modules.

Each module reads one kind of file, takes an `engine.repository.Repository` or a text, and gives plain
tables; none knows an importer's language.  `import_maps` (Deno), `bundlers` (Vite, webpack and
their relatives), `packages` (package.json), `composer` (PHP), `msbuild` (C#), `java_modules`,
`swift_packages`.  All end on circles and on what is no table, and none runs or guesses a value.
Read `patterns` first: keys with a `*`, which four of them have.
"""
