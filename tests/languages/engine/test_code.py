import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.languages.engine import code, qualified_names

WITH_LITERALS = [name for name, spec in languages.SPECS.items() if spec.literals]


def left_of(language, text):
    return code.code_of(languages.SPECS[language], text).split()


def free(language, text):
    spec = languages.SPECS[language]
    return code.free_names(spec, code.code_of(spec, text))


@pytest.mark.parametrize("language", WITH_LITERALS)
def test_comments_and_strings_leave_the_code(language):
    text = {
        "ruby": b'a # b\nc\n=begin\nd\n=end\n"e \\" f" g \'h "i" j\' k %w[m n] l',
        "php": b'a /* b */ c // d\n"e \\" f" g \'h "i" j\' k # m\nl',
        "go": b'a /* b */ c // d\n"e \\" f" g `h "i" j` k \'\\\'\' l',
        "c": b"a /* b */ c // d\n\"e \\\" f\" g '\"' k '\\'' l",
        "cpp": b"a /* b */ c // d\n\"e \\\" f\" g '\"' k '\\n' l",
        "rust": b"a /* b */ c // d\n\"e \\\" f\" g '\"' k '\\u{1F}' l",
    }.get(language, b'a /* b */ c // d\n"e \\" f" g """h "i" j""" k /**/ l')
    assert left_of(language, text) == b"a c g k l".split()


@pytest.mark.parametrize("language", WITH_LITERALS)
def test_a_comment_that_never_ends_takes_the_rest(language):
    opening = b"\n=begin" if language == "ruby" else b"/*"
    assert left_of(language, (b"a " + opening + b" b\n") * 3) == [b"a"]


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("ruby", b'A <<~EOS\nB "\n  EOS\nC', b"A C"),
        ("ruby", b'A if x =~ /B"/ && y / D', b"A if x =~ && y / D"),
        ("ruby", b"A::B :C ::D $' E", b"A::B ::D E"),
        ("ruby", b'x = [?", A]', b"x = [ , A]"),
        ("ruby", b"A\n__END__\nB", b"A"),
        ("php", b"A <<<'EOT'\nB \"\n  EOT; C", b"A ; C"),
        ("php", b"A // B ?> C ' D <?php E", b"A <?php E"),
        ("rust", b'f<\'a, \'b> r##"C " D"## E', b"f<'a, 'b> r E"),
        ("php", b"#[A]\n$b->C(D::E)", b"#[A] $b (D )"),
    ],
)
def test_literals_of_one_language_leave_the_code(language, text, left):
    assert left_of(language, text) == left.split()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("kotlin", b'"b $a c"'),
        ("kotlin", b'"b ${a.d} c"'),
        ("scala", b'"b ${a} c"'),
        ("swift", b'"b \\(a(0)) c"'),
        ("ruby", b'"b #{a} c"'),
        ("ruby", b"<<~B\n #{a} c\nB\n"),
        ("csharp", b'$"b {a} c"'),
        ("csharp", b'$@"b {a} ""c"'),
        ("csharp", b'@$"b {a} \\"'),
    ],
)
def test_an_interpolated_expression_is_code(language, text):
    assert free(language, text) == [b"a"]


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("java", b"a.b.C c.D ) .e", [b"a", b"c"]),
        ("java", b"Object... rest", [b"Object", b"rest"]),
        ("kotlin", b"0..last", [b"last"]),
        ("kotlin", b"A::b", [b"A", b"b"]),
        ("kotlin", b"fun A.b(c: D) = e", [b"fun", b"A", b"D", b"e"]),
        ("swift", b"f(g: h)", [b"f", b"h"]),
        ("go", b"a.B(c.D.E) .F", [b"a", b"c", b"a.B", b"c.D"]),
        ("go", b"{ var x = init(rest...) }", [b"var", b"rest"]),
        ("ruby", b"A::B.c", [b"A", b"B", b"c"]),
        ("csharp", b"class A : B { class C {} }", [b"class", b"A", b"B"]),
    ],
)
def test_only_the_heads_of_names_that_others_declare_are_free(language, text, names):
    assert names == free(language, text)


@pytest.mark.parametrize("language", WITH_LITERALS)
@given(text=st.text(alphabet="aB1 .:=/*\"'\\\n#$@{}()", max_size=60).map(str.encode))
def test_no_name_is_invented(language, text):
    found = free(language, text)
    assert set(qualified_names.words(b" ".join(found))) <= set(qualified_names.words(text))


@pytest.mark.parametrize("language", ["lua", "python"])
def test_a_language_without_literals_keeps_its_text(language):
    assert code.code_of(languages.SPECS[language], b"a // b") == b"a // b"


@pytest.mark.parametrize(
    ("lines", "heads"),
    [
        (b"a.b.C", [b"a"]),
        (b".b", []),
        (b"x:Int", [b"x", b"Int"]),
        (b"0..n", [b"0", b"n"]),
        (b"a...b", [b"a", b"b"]),
        (b"a=b", [b"a", b"b"]),
        (b"a\nb.c", [b"a", b"b"]),
    ],
)
def test_the_heads_of_joined_names(lines, heads):
    assert code.heads_of(lines) == heads


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (b"a = b = c", [b"a", b"b"]),
        (b"a b", []),
        (b"= a = b", [b"a"]),
        (b"", []),
    ],
)
def test_the_tokens_before_a_mark(tokens, expected):
    assert list(code.before(b"=", tokens.split())) == expected


def bound(language, text):
    tokens = text.split()
    return code.bound(languages.SPECS[language], tokens, dict.fromkeys(tokens)) - set(
        languages.SPECS[language].builtin
    )


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("kotlin", b"fun Buffer.read val x: Int a = 1 B = 2", {b"read", b"x", b"a"}),
        ("swift", b"f label:value Type:other", {b"label"}),
        ("java", b"class A a = 1 b:c", {b"A"}),
        ("go", b"type", set()),
    ],
)
def test_what_a_file_declares(language, text, expected):
    assert bound(language, text) == expected


def test_names_in_front_of_the_first_brace_are_free_where_there_are_no_labels():
    assert free("java", b"class A implements B { class B {} }") == [
        b"class",
        b"A",
        b"implements",
        b"B",
    ]
    assert b"B" not in free("kotlin", b"class A : B { class B {} }")


def test_numbers_are_no_names():
    assert free("go", b"3 4a a5 0x6") == [b"a5"]


def test_members_stand_behind_the_heads_of_all():
    assert free("go", b"a.B.c d a.B e.f()") == [b"a", b"d", b"e", b"a.B", b"e.f"]
    assert free("java", b"a.B.c") == [b"a"]


@pytest.mark.parametrize("language", WITH_LITERALS)
@pytest.mark.parametrize("mark", [b"/*", b'r#"', b'#"', b'"""', b"`", b"<!--", b"=begin\n", b"'"])
def test_what_is_left_open_is_read_once(language, mark):
    """Tried again at each mark, 360 kB took 20 CPU-seconds, and a megabyte minutes."""
    spec = languages.SPECS[language]
    assert len(code.code_of(spec, mark * 120_000)) <= len(mark) * 120_000
