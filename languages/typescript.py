"""TypeScript."""

from repoloom.languages.families import ecmascript

SPEC = ecmascript.language(
    name="typescript",
    extensions=(".ts", ".mts", ".cts"),
    interpreters=("deno", "bun", "ts-node", "tsx"),
    grammar="tree_sitter_typescript:language_typescript",
    query=ecmascript.TYPES,
)
