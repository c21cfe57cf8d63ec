"""JavaScript, with JSX."""

from languages import _ecmascript, _node
from languages._spec import LanguageSpec
from languages._standard import NODE

QUERY = f"""
{_ecmascript.IMPORTS}
{_ecmascript.DEFINITIONS}
(class_declaration name: (identifier) @name) @definition.type
"""

SPEC = LanguageSpec(
    name="javascript",
    extensions=(".js", ".jsx", ".mjs", ".cjs"),
    filenames=("Jakefile",),
    interpreters=("node", "nodejs", "bun"),
    grammar="tree_sitter_javascript:language",
    query=QUERY,
    read=_ecmascript.read,
    resolver=_node.resolver,
    family=_ecmascript.FAMILY,
    separator="/",
    index_names=("index",),
    standard=NODE,
    depth=5,
    deep=_ecmascript.DEEP,
    wrappers=_ecmascript.WRAPPERS,
    conditions=_ecmascript.CONDITIONS,
    manifests=_ecmascript.MANIFESTS,
    test_names=_ecmascript.TEST_NAMES,
    test_dirs=_ecmascript.TEST_DIRS,
)
