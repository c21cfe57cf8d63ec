"""Tables and text for people: plain and aligned in a pipe, with styles on a terminal.

rich costs 0.15 s to import and is imported only where a terminal is written to.
"""

from __future__ import annotations

import dataclasses
import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

# C0 and C1 controls but tab and newline, and the marks that turn the direction of text: source
# text may hold them, and printing it must not move the cursor, retitle the window or hide code.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A table of text cells; `header` has as many as every row, all "" for a table without one."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """Text of one style; `style` is in the words of rich, "" for none."""

    text: str
    style: str = ""


def plural(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def count(value: float) -> str:
    """`12 345`: a whole number in groups of three, readable in a column."""
    return f"{value:,.0f}".replace(",", " ")


def size(value: float) -> str:
    """Bytes with a unit of 1000 and three digits: `12.3 MB`."""
    if abs(value) < 1000:
        return f"{value:.0f} B"
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if abs(value) < 999.5:
            return f"{value:.3g} {unit}"
    return f"{value / 1000:,.3g} TB"


def share(part: float, whole: float) -> str:
    """A percentage with one decimal, "-" of nothing."""
    return f"{100 * part / whole:.1f} %" if whole else "-"


def printable(text: str) -> str:
    r"""The text with control characters made visible (`\x1b`); lines and tabs stay."""
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def styled(file: TextIO) -> bool:
    """Whether to write styles: to a terminal, unless NO_COLOR is set, or with FORCE_COLOR."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or file.isatty()


def numeric(section: Section, column: int) -> bool:
    """Whether a column is one of numbers (or "-" for none) under a header: it goes to the right."""
    cells = [row[column] for row in section.rows if row[column]]
    return section.header[column] != "" and all(cell[0].isdigit() or cell == "-" for cell in cells)


def aligned(section: Section) -> str:
    """The section's table: numbers to the right, text to the left, a line under the header."""
    lines = [section.header, *section.rows]
    columns = range(len(section.header))
    widths = [max(len(line[column]) for line in lines) for column in columns]
    place = [str.rjust if numeric(section, column) else str.ljust for column in columns]
    texts = [
        "  ".join(map(lambda put, cell, width: put(cell, width), place, line, widths)).rstrip()
        for line in lines
    ]
    rule = "  ".join("-" * width for width in widths)
    top = [texts[0], rule] if any(section.header) else []
    return "".join(f"{text}\n" for text in (*top, *texts[1:]))


def print_sections(sections: Sequence[Section], file: TextIO | None = None) -> None:
    """Prints titled tables, with a blank line between them."""
    file = file or sys.stdout
    if not styled(file):
        file.write("\n".join(f"{section.title}\n{aligned(section)}" for section in sections))
        return
    import rich.console
    import rich.table
    import rich.text

    terminal = rich.console.Console(file=file, force_terminal=True, highlight=False)
    for section in sections:
        view = rich.table.Table(
            title=section.title,
            title_justify="left",
            title_style="bold",
            show_header=any(section.header),
        )
        for column, name in enumerate(section.header):
            view.add_column(name, justify="right" if numeric(section, column) else "left")
        for row in section.rows:
            view.add_row(*(rich.text.Text(cell) for cell in row))
        terminal.print(view)


def print_spans(spans: Iterable[Span], file: TextIO | None = None) -> None:
    """Prints the spans as they follow each other; styles only where `styled` says so.

    The caller brings the newlines.
    """
    file = file or sys.stdout
    if not styled(file):
        file.writelines(printable(span.text) for span in spans)
        return
    import rich.console
    import rich.text

    terminal = rich.console.Console(file=file, force_terminal=True, highlight=False, soft_wrap=True)
    for span in spans:
        terminal.print(rich.text.Text(printable(span.text), span.style), end="")
