"""TypeScript with JSX: a grammar of its own."""

from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.families import ecmascript, node
from repoloom.languages.families.standard import NODE

QUERY = f"""
{ecmascript.IMPORTS}
{ecmascript.DEFINITIONS}
{ecmascript.TYPE_DEFINITIONS}
"""

SPEC = LanguageSpec(
    name="tsx",
    extensions=(".tsx",),
    grammar="tree_sitter_typescript:language_tsx",
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
