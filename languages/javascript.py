"""JavaScript, with JSX."""

from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.families import ecmascript, node
from repoloom.languages.families.standard import NODE

QUERY = f"""
{ecmascript.IMPORTS}
{ecmascript.DEFINITIONS}
(class_declaration name: (identifier) @name) @definition.type
"""

SPEC = LanguageSpec(
    name="javascript",
    extensions=(".js", ".jsx", ".mjs", ".cjs"),
    filenames=("Jakefile",),
    interpreters=("node", "nodejs", "bun"),
    grammar="tree_sitter_javascript:language",
    query=QUERY,
    read=ecmascript.read,
    resolver=node.resolver,
    family=ecmascript.FAMILY,
    separator="/",
    index_names=("index",),
    standard=NODE,
    depth=5,
    deep=ecmascript.DEEP,
    wrappers=ecmascript.WRAPPERS,
    conditions=ecmascript.CONDITIONS,
    manifests=ecmascript.MANIFESTS,
    test_names=ecmascript.TEST_NAMES,
    test_dirs=ecmascript.TEST_DIRS,
)
