"""JavaScript, with JSX."""

from repoloom.languages.families import ecmascript

QUERY = f"""
{ecmascript.QUERY}
(class_declaration name: (identifier) @name) @definition.type
"""

SPEC = ecmascript.language(
    name="javascript",
    extensions=(".js", ".jsx", ".mjs", ".cjs"),
    filenames=("Jakefile",),
    interpreters=("node", "nodejs"),
    grammar="tree_sitter_javascript:language",
    query=QUERY,
    read=ecmascript.read_documented,
)
