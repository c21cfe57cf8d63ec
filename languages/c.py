"""C."""

from languages import _cfamily
from languages._spec import LanguageSpec

SPEC = LanguageSpec(
    name="c",
    extensions=(".c", ".h"),
    grammar="tree_sitter_c:language",
    query=_cfamily.QUERY,
    read=_cfamily.read,
    resolver=_cfamily.resolver,
    family=_cfamily.FAMILY,
    separator="/",
    depth=2,
    deep=_cfamily.DEEP,
    prose=_cfamily.PROSE,
    wrappers=_cfamily.WRAPPERS,
    conditions=_cfamily.CONDITIONS,
    manifests=_cfamily.MANIFESTS,
    test_names=_cfamily.TEST_NAMES,
)
