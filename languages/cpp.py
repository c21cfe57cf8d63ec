"""C++."""

from repoloom.languages.families import cfamily
from repoloom.languages.families.single import cpp_modules

QUERY = f"""
{cfamily.QUERY}
(class_specifier name: (type_identifier) @name body: (_)) @definition.type
(alias_declaration name: (type_identifier) @name) @definition.type
(concept_definition name: (identifier) @name) @definition.type
"""


def readable(text: bytes) -> bytes:
    """What C cannot read, and modules."""
    return cpp_modules.readable(cfamily.readable(text))


SPEC = cfamily.language(
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
        ".mpp",
        ".ccm",
        ".cxxm",
        ".c++m",
    ),
    grammar="tree_sitter_cpp:language",
    query=QUERY,
    readable=readable,
    wrappers=(
        *cfamily.WRAPPERS,
        "namespace_definition",
        "template_declaration",
        "compound_statement",
    ),
)
