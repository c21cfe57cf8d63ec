"""Notebooks as the scripts that people wrote in them: cells without what running them left behind.

A notebook is JSON, and its outputs are most of it: pictures in Base64, tables in HTML.  Nobody
wrote these, and no import is seen through the quotes.  What is kept is the source of the cells, in
the order of the notebook, each behind a line `# %%`; prose becomes comments, and so do the commands
to the notebook itself (`%matplotlib`, `!pip`), which are not of its language.  Editors read this
form (the percent format), and a parser reads it as the language that the notebook names.
"""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from repoloom import languages

# The names that kernels give, where they are not the language's.
_NAMES = {
    "ir": "r",
    "c#": "csharp",
    "f#": "fsharp",
    "c++": "cpp",
    "node": "javascript",
    "nodejs": "javascript",
    "deno": "typescript",
    "sagemath": "python",
    "ipython": "python",
    "bash": "shell",
}
_NOTEBOOKS = frozenset({"jupyter"})
_STATING = (("language_info", "name"), ("kernelspec", "language"), ("kernelspec", "name"))
_NUMBER = re.compile(r"(?<=[a-z+])[\d.]+\Z")
_COMMAND = re.compile(r"\s*(?:[%!?]|\w[\w.]*\?\??\s*$)")
_PICTURE = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]{64,}")
_WIDTH = 96  # of a line of prose with its mark; an editor of notebooks wraps, and a cell has none
_KEPT = re.compile(r"\s*[|>#]|    |\t|```")  # tables, headings and code stay as they are
_WHOLE = re.compile(r"\s*%%(?!time|capture|prun|timeit)")


class Script(NamedTuple):
    """A notebook's cells as a text in one language."""

    language: str
    text: bytes


def as_written(language: str, text: bytes) -> tuple[str, bytes]:
    """Language and text as people wrote them: of a notebook its cells, of any other file itself."""
    found = script(text) if language in _NOTEBOOKS else None
    return found or (language, text)


def script(text: bytes) -> Script | None:
    """The cells of a notebook; None where the text is none, or its language has no known comments.

    Args:
        text: UTF-8, the JSON of nbformat 3 or 4.
    """
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        return None
    cells = _cells(notebook)
    if cells is None:
        return None
    language = _language(notebook)
    marks = languages.comments_of(language)
    if marks is None or not marks.line:
        return None
    mark = marks.line.decode()
    blocks = [block for cell in cells if (block := _block(cell, mark))]
    return Script(language, "\n\n".join(blocks).encode("utf-8", "replace") + b"\n" * bool(blocks))


def _cells(notebook: Any) -> list[Any] | None:
    """The cells of version 4, or of the one sheet of version 3."""
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat"), int):
        return None
    cells = notebook.get("cells")
    if cells is None and isinstance(sheets := notebook.get("worksheets"), list):
        cells = [
            cell
            for sheet in sheets
            if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)
            for cell in sheet["cells"]
        ]
    return cells if isinstance(cells, list) else None


def _language(notebook: Mapping[str, Any]) -> str:
    """What the notebook says of its language; Python where it says nothing."""
    stated = list(_stated(notebook))
    for name in stated:
        plain = _NUMBER.sub("", name.strip().lower())
        plain = _NAMES.get(plain, plain)
        if languages.kind_of(plain):
            return plain
    return "" if stated else "python"


def _stated(notebook: Mapping[str, Any]) -> Iterator[str]:
    """The names of its language, the surest first."""
    metadata = notebook.get("metadata")
    if not isinstance(metadata, dict):
        return
    for part, key in _STATING:
        of = metadata.get(part)
        if isinstance(of, dict) and isinstance(of.get(key), str) and of[key].strip():
            yield of[key]


def _block(cell: Any, mark: str) -> str:
    """A cell of the script, "" where it holds nothing."""
    if not isinstance(cell, dict):
        return ""
    kind = cell.get("cell_type")
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str) or not source.strip():
        return ""
    lines = source.strip("\n").splitlines()
    if kind == "code":
        return "\n".join([f"{mark} %%", *_code(lines, mark)])
    prose = (wrapped for line in lines for wrapped in _prose(line))
    return "\n".join([f"{mark} %% [markdown]", *(f"{mark} {line}".rstrip() for line in prose)])


def _prose(line: str) -> list[str]:
    """A line of prose as the lines of a comment, without the pictures that were pasted in."""
    line = _PICTURE.sub("", line)
    if len(line) <= _WIDTH or _KEPT.match(line):
        return [line]
    return textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _code(lines: list[str], mark: str) -> Iterator[str]:
    """The lines of a cell of code, with commands to the notebook behind comment marks."""
    whole = bool(lines) and _WHOLE.match(lines[0]) is not None
    for line in lines:
        hidden = line.strip() and (whole or _COMMAND.match(line))
        yield f"{mark} {line}" if hidden else line
