"""C."""

from repoloom.languages.families import cfamily

SPEC = cfamily.language(
    name="c",
    extensions=(".c", ".h"),
    grammar="tree_sitter_c:language",
    query=cfamily.QUERY,
    wrappers=cfamily.WRAPPERS,
)
