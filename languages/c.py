"""C."""

from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.families import cfamily

SPEC = LanguageSpec(
    name="c",
    extensions=(".c", ".h"),
    grammar="tree_sitter_c:language",
    query=cfamily.QUERY,
    read=cfamily.read,
    resolver=cfamily.resolver,
    family=cfamily.FAMILY,
    separator="/",
    depth=2,
    deep=cfamily.DEEP,
    literals=cfamily.LITERALS,
    wrappers=cfamily.WRAPPERS,
    conditions=cfamily.CONDITIONS,
    manifests=cfamily.MANIFESTS,
    test_names=cfamily.TEST_NAMES,
)
