"""TypeScript with JSX: a grammar of its own."""

from repoloom.languages.families import ecmascript

SPEC = ecmascript.language(
    name="tsx",
    extensions=(".tsx",),
    grammar="tree_sitter_typescript:language_tsx",
    query=ecmascript.TYPES,
)
