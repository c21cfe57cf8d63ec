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
