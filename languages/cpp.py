"""C++."""

from languages import _cfamily
from languages._spec import LanguageSpec

QUERY = f"""
{_cfamily.QUERY}
(class_specifier name: (type_identifier) @name body: (_)) @definition.type
(alias_declaration name: (type_identifier) @name) @definition.type
(concept_definition name: (identifier) @name) @definition.type
"""

SPEC = LanguageSpec(
    name="cpp",
    extensions=(
        ".cc",
        ".cpp",
        ".cxx",
        ".c++",
        ".hh",
        ".hpp",
        ".hxx",
        ".h++",
        ".ipp",
        ".tpp",
        ".inl",
        ".ino",
        ".cppm",
        ".ixx",
    ),
    grammar="tree_sitter_cpp:language",
    query=QUERY,
    read=_cfamily.read,
    resolver=_cfamily.resolver,
    family=_cfamily.FAMILY,
    separator="/",
    depth=2,
    deep=_cfamily.DEEP,
    prose=_cfamily.PROSE,
    wrappers=(*_cfamily.WRAPPERS, "namespace_definition", "template_declaration"),
    conditions=_cfamily.CONDITIONS,
    manifests=_cfamily.MANIFESTS,
    test_names=_cfamily.TEST_NAMES,
)
