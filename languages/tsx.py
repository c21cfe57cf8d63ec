"""TypeScript with JSX: a grammar of its own."""

from languages import _ecmascript, _node
from languages._spec import LanguageSpec
from languages._standard import NODE

QUERY = f"""
{_ecmascript.IMPORTS}
{_ecmascript.DEFINITIONS}
{_ecmascript.TYPE_DEFINITIONS}
"""

SPEC = LanguageSpec(
    name="tsx",
    extensions=(".tsx",),
    grammar="tree_sitter_typescript:language_tsx",
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
