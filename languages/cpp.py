"""C++."""

from repoloom.languages.families import cfamily

QUERY = f"""
{cfamily.QUERY}
(class_specifier name: (type_identifier) @name body: (_)) @definition.type
(alias_declaration name: (type_identifier) @name) @definition.type
(concept_definition name: (identifier) @name) @definition.type
"""

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
    ),
    grammar="tree_sitter_cpp:language",
    query=QUERY,
    wrappers=(*cfamily.WRAPPERS, "namespace_definition", "template_declaration"),
)
