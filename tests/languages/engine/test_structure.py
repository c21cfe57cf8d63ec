import pytest

from repoloom import languages
from repoloom.languages.engine import structure
from repoloom.languages.engine.structure import CONDITIONAL, NESTED, TOP_LEVEL


def tree_of(language, text):
    tree = languages.parse(language, text)
    assert tree is not None
    return tree.root_node


def level(language, text):
    return structure.module_level(languages.SPECS[language], tree_of(language, text))


def texts(nodes, text):
    return [text[node.start_byte : node.end_byte] for node in nodes]


def ranked(language, text, wanted):
    """The level of the statement that holds the last node of `wanted`'s text."""
    root = tree_of(language, text)
    place = text.rindex(wanted)
    node = root.named_descendant_for_byte_range(place, place + len(wanted))
    statements = structure.module_level(languages.SPECS[language], root)
    return structure.level_of(node, statements)


def test_comments_are_no_constructs_and_the_rest_comes_in_order():
    text = b"# a\nb = 1\n# c\ndef d(): pass\n"
    assert texts(level("python", text).top, text) == [b"b = 1", b"def d(): pass"]


@pytest.mark.parametrize(
    ("language", "text", "wanted", "expected"),
    [
        ("python", b"import a\n", b"import a", TOP_LEVEL),
        ("python", b"try:\n    import a\nexcept E:\n    pass\nb = 1\n", b"import a", TOP_LEVEL),
        ("python", b"if x:\n    import a\nb = 1\n", b"import a", CONDITIONAL),
        ("python", b"if x:\n    pass\nelse:\n    import a\nb = 1\n", b"import a", CONDITIONAL),
        (
            "python",
            b"if x:\n  try:\n    import a\n  except E: pass\n" + b"b = 1\n" * 9,
            b"import a",
            CONDITIONAL,
        ),
        ("python", b"def f():\n    import a\n", b"import a", NESTED),
        ("python", b"x = import_module('a')\n", b"import_module", TOP_LEVEL),
        ("javascript", b"const a = require('b')\n", b"require", TOP_LEVEL),
        ("javascript", b"f(() => { require('b') })\n", b"require", NESTED),
        ("javascript", b"if (x) { require('b') }\nlet c", b"require", CONDITIONAL),
        ("zig", b'const a = @import("b");\n', b'@import("b")', TOP_LEVEL),
        ("lua", b"a(b(c(d(e(f(g(h(require('x')))))))))", b"'x'", NESTED),
    ],
)
def test_the_level_of_a_statement(language, text, wanted, expected):
    assert ranked(language, text, wanted) == expected


GUARDED = b"#ifndef H\nint f(void);\nint g(void);\n#endif\n"


def test_a_condition_around_nearly_everything_is_a_guard():
    assert ranked("c", GUARDED, b"int g") == TOP_LEVEL
    assert texts(level("c", GUARDED).top, GUARDED) == [b"int f(void);", b"int g(void);"]


def test_beside_others_it_is_a_condition_and_one_construct():
    text = GUARDED + b"int h(void);\n" * 9
    assert ranked("c", text[: len(GUARDED)] + text[len(GUARDED) :], b"int g") == CONDITIONAL
    assert len(level("c", text).top) == 10


@pytest.mark.parametrize(("others", "expected"), [(8, TOP_LEVEL), (13, CONDITIONAL)])
def test_a_guard_holds_four_fifths_of_the_code(others, expected):
    text = b"\n" * 500 + GUARDED + b"int h" + b"_" * (others - 6) + b";\n"
    share = len(GUARDED.rstrip()) / (len(text) - 500)
    assert (share >= structure.GUARD_SHARE) == (expected == TOP_LEVEL)
    assert ranked("c", text, b"int g") == expected


def test_the_depth_is_that_of_the_deepest_statement():
    assert level("python", b"").depth == 0
    assert level("python", b"a = 1\n").depth == 1
    assert level("python", b"if a:\n    b = 1\nc = 1\n").depth == 3


def test_parts_are_the_statements_of_a_construct_without_name_and_condition():
    text = b"if (a) { b } else { c }\n"
    construct = tree_of("javascript", text).named_children[0]
    assert texts(structure.parts_of(construct), text) == [b"{ b }", b"else { c }"]
    name = b"namespace a { int b; }"
    assert texts(structure.parts_of(tree_of("cpp", name).named_children[0]), name) == [
        b"{ int b; }"
    ]
    assert structure.parts_of(tree_of("python", b"a").named_children[0].named_children[0]) == []


def test_boundaries_lie_inside_of_the_text():
    text = b"a = 1\nb = 2"
    top = level("python", text).top
    assert structure.boundaries(top, len(text)) == (5,)
    assert structure.boundaries((*top, *top), len(text) + 1) == (5, 11)


MEMBER = b"    def f(self):\n        return 'one'\n"


def inner(text):
    spec = languages.SPECS["python"]
    return structure.inner_boundaries(spec, level("python", text).top)


def test_only_large_constructs_have_boundaries_between_members():
    head = b"class A:\n" + MEMBER * 3
    filled = b"    x = '" + b"a" * 3000 + b"'\n"
    assert inner(head) == ()
    assert len(inner(head + filled)) == 3
    for size, count in ((structure.INNER_BYTES, 3), (structure.INNER_BYTES - 1, 0)):
        exact = head + b"    x = '%b'" % (b"a" * (size - len(head) - len(b"    x = ''")))
        assert len(exact) == size
        assert len(inner(b"y = 1\n" + exact + b"\ny = 1\n")) == count


def test_boundaries_of_members_are_their_ends_without_the_last():
    text = (
        b"class A:\n    # one\n"
        + MEMBER * 2
        + b"    # two\n"
        + MEMBER
        + b"    x = '%b'\n" % (b"a" * 3000)
    )
    ends = [end for end in range(len(text)) if text[:end].endswith(b"'one'")]
    assert list(inner(text)) == ends


def test_a_construct_of_one_line_has_no_members():
    (node,) = level("python", b"x = '%b'\n" % (b"a" * 3000)).top
    assert structure.members(languages.SPECS["python"], node) == []
