"""Tables and text for people."""

import io

import pytest

from repoloom.pipeline import console
from repoloom.pipeline.console import Section, Span

TABLE = Section("Sizes", ("name", "bytes"), (("a", "5"), ("long name", "1 200")))


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_numbers_go_to_the_right_and_text_to_the_left():
    assert console.aligned(TABLE) == (
        "name       bytes\n"
        "---------  -----\n"
        "a              5\n"
        "long name  1 200\n"
    )  # fmt: skip


def test_a_table_without_a_header_has_no_rule():
    section = Section("", ("", ""), (("a", "1"), ("bcd", "20")))
    assert console.aligned(section) == "a    1\nbcd  20\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (999_400, "999 kB"),
        (999_600, "1 MB"),
        (12_345_678, "12.3 MB"),
        (5e9, "5 GB"),
        (7.5e13, "75 TB"),
    ],
)
def test_sizes_have_three_digits(value, text):
    assert console.size(value) == text


def test_counts_and_shares():
    assert console.count(1234567.0) == "1 234 567"
    assert console.share(1, 3) == "33.3 %"
    assert console.share(0, 0) == "-"
    assert console.plural(1, "row") == "1 row"
    assert console.plural(0, "row") == "0 rows"


def test_escape_sequences_and_direction_marks_of_source_text_are_shown_not_obeyed():
    assert console.printable("a\x1b[2Jb\tc\nd\re\u202ef") == "a\\x1b[2Jb\tc\nd\\re\\u202ef"


def test_spans_are_plain_outside_a_terminal():
    file = io.StringIO()
    console.print_spans([Span("one ", "bold"), Span("two\n")], file)
    assert file.getvalue() == "one two\n"


def test_spans_have_styles_on_a_terminal(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    file = Terminal()
    console.print_spans([Span("one\n", "bold"), Span("[two]\n")], file)
    assert "\x1b[1mone\x1b[0m" in file.getvalue()
    assert "[two]" in file.getvalue()


def test_no_color_is_respected(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    file = Terminal()
    console.print_spans([Span("one\n", "bold")], file)
    assert file.getvalue() == "one\n"


def test_sections_on_a_terminal_hold_the_same_cells(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    file = Terminal()
    console.print_sections([TABLE], file)
    assert "long name" in file.getvalue()
    assert "1 200" in file.getvalue()


@pytest.mark.parametrize(
    ("cells", "right"),
    [(["1", "-", "22 %"], True), (["1", "x"], False), (["-"], True), (["", "5"], True), ([], True),
     (["-x"], False)],
)  # fmt: skip
def test_a_column_of_numbers_or_of_none_goes_to_the_right(cells, right):
    section = Section("", ("n", ""), tuple((cell, "1") for cell in cells))
    assert console.numeric(section, 0) == right
    assert not console.numeric(section, 1)


@pytest.mark.parametrize(
    ("no_color", "force_color", "terminal", "expected"),
    [("", "", True, True), ("", "", False, False), ("1", "1", True, False), ("", "1", False, True)],
)
def test_styles_are_for_terminals_and_for_those_who_ask(
    monkeypatch, no_color, force_color, terminal, expected
):
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("FORCE_COLOR", force_color)
    assert console.styled(Terminal() if terminal else io.StringIO()) is expected


def test_sections_follow_each_other_with_a_blank_line(capsys, monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    console.print_sections([TABLE, Section("Two", ("", ""), (("a", "1"),))])
    assert capsys.readouterr().out == f"Sizes\n{console.aligned(TABLE)}\nTwo\na  1\n"


def test_spans_go_to_standard_output(capsys, monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    console.print_spans([Span("\x1b[2J\n")])
    assert capsys.readouterr().out == "\\x1b[2J\n"


def test_on_a_terminal_numbers_stand_to_the_right_under_a_header(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    file = Terminal()
    console.print_sections([TABLE, Section("Bare", ("", ""), (("[b]x", "y"),))], file)
    lines = file.getvalue().splitlines()
    places = [line.index(cell) + len(cell)
              for cell in ("    5", "1 200") for line in lines if cell in line]  # fmt: skip
    assert len(set(places)) == 1
    assert any("name" in line and "bytes" in line for line in lines)
    assert any("[b]x" in line for line in lines)
