"""Wrappings: what is inside of each, and what none is taken off of."""

import base64
import csv
import html
import io
import json
import quopri
import re
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.benchmarks import readings

CODE = '''def shallowest_berth(depths: list[float], draft: float) -> int:
    """Give the place of the shallowest berth that a ship of this draft floats in, or -1.

    >>> shallowest_berth([2.5, 9.0, 4.1], 3.0)
    2
    """
    best = -1
    for place, depth in enumerate(depths):
        if depth > draft and (best < 0 or depth < depths[best]):
            best = place
    return best if best >= 0 else -1  # "none" & 'none' are alike
'''
LINES = CODE.splitlines()
PROGRAM = "import os\n\n\ndef unrelated(path):\n    return os.path.exists(path)\n\n\n" * 30


def words(text):
    return re.findall(rb"[A-Za-z0-9_]+|[!-~]", readings.plain(text))


def inside(text):
    """Whether the tokens of the code stand in a row in some reading."""
    code = b" ".join(words(CODE.encode()))
    return any(code in b" ".join(words(reading)) for reading in readings.of(text.encode()))


def lines(prefix):
    return "".join(f"{prefix}{line}\n" for line in LINES)


def spans(text):
    cut = re.findall(r"\w+|\s+|[^\w\s]", text)
    coloured = (f'<span class="n">{html.escape(one)}</span>' if one.strip() else one for one in cut)
    return f'<div class="highlight"><pre>{"".join(coloured)}</pre></div>'


def rows(*cells):
    out = io.StringIO()
    csv.writer(out).writerows([["id", "text"], cells])
    return out.getvalue()


def numbered(form):
    return "".join(form.format(number, line) for number, line in enumerate(LINES, 1))


SQL = CODE.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
CELL = '<tr><td class="blob-num">{0}</td><td class="blob-code">{1}</td></tr>\n'
WRAPPED = {
    "page": f"<html><pre>{html.escape(CODE)}</pre></html>",
    "numbers as entities": "".join(c if c.isalnum() or c in " \n_" else f"&#{ord(c)};" for c in CODE),
    "hexadecimal entities": "".join(f"&#x{ord(c):x};" if c in "<>&\"'" else c for c in CODE),
    "coloured page": f"<html>{spans(CODE)}</html>",
    "attribute": f'<div data-code="{html.escape(CODE)}"></div>',
    "attribute without lines": f'<a title="{html.escape(CODE)}">'.replace("\n", "&#10;"),
    "no-break spaces": "<p>" + html.escape(CODE).replace(" ", "&nbsp;").replace("\n", "<br/>\n"),
    "raw no-break spaces": CODE.replace(" ", "\u00a0"),
    "typographic quotes": CODE.replace('"', "\u201d").replace("'", "\u2019"),
    "table with line numbers": "<table>" + "".join(
        CELL.format(number, html.escape(line)) for number, line in enumerate(LINES, 1)
    ),
    "list of lines": "<ol>" + "".join(f'<li class="L1">{html.escape(line)}</li>' for line in LINES),
    "xml": f"<row><text>{html.escape(CODE, quote=False)}</text></row>",
    "cdata": f"<row><![CDATA[{CODE}]]></row>",
    "comment of a program": PROGRAM + "/**\n" + html.escape(lines(" * ")) + " */\n" + PROGRAM,
    "json": json.dumps({"a": CODE}),
    "json twice": json.dumps([json.dumps({"a": CODE})]),
    "json in an attribute": f'<div data-json="{html.escape(json.dumps([CODE]))}">',
    "page in json": json.dumps({"text/html": f"<pre>{html.escape(CODE)}</pre>"}),
    "coloured page in a notebook": json.dumps({"out": spans(CODE).splitlines(keepends=True)}, indent=1),
    "list in json": json.dumps({"a": LINES}, indent=1),
    "escapes of all kinds": json.dumps([CODE]).replace("<", "\\u003c").replace("'", "\\u0027"),
    "literal in a program": f"{PROGRAM}TEXT = {CODE!r}\n{PROGRAM}",
    "literal with hexadecimal escapes": PROGRAM + "a = '" + SQL.replace("<", "\\x3c") + "';\n",
    "added strings": PROGRAM + " +\n".join(f"  {json.dumps(line + chr(10))}" for line in LINES),
    "strings side by side": PROGRAM + "".join(f"    {json.dumps(line + chr(10))}\n" for line in LINES),
    "printed lines": PROGRAM + "".join(f"  out.println({json.dumps(line)});\n" for line in LINES),
    "joined lines": "String.join(NL,\n" + ",\n".join(map(json.dumps, LINES)) + ");\n",
    "csv": rows("1", CODE),
    "json in csv": rows("1", json.dumps({"a": CODE})),
    "sql": "INSERT INTO a VALUES (1, '" + CODE.replace("'", "''") + "');\n",
    "sql with escapes": f"INSERT INTO a VALUES (1, '{SQL}');\n",
    "yaml": "text: |\n" + lines("  "),
    "quotation": lines("> "),
    "quotation of a quotation": lines("> > "),
    "fence in a quotation": "> ```python\n" + lines("> ") + "> ```\n",
    "added": "--- a/x\n+++ b/x\n@@ -0,0 +1,9 @@\n" + lines("+"),
    "taken out": "--- a/x\n+++ b/x\n@@ -1,9 +0,0 @@\n" + lines("-"),
    "half changed": "@@ -1,9 +1,9 @@\n" + "".join(
        ("-old\n+" if at % 2 else " ") + line + "\n" for at, line in enumerate(LINES)
    ),
    "listing": numbered("{:4}  {}\n"),
    "listing with colons": numbered("{}: {}\n"),
    "listing with bars": numbered("{:3} | {}\n"),
    "prompts": ">>> " + "\n... ".join(LINES) + "\n",
    "numbered prompts": "In [3]: " + "\n   ...: ".join(LINES) + "\n",
    "literal block": "Example::\n\n" + lines("   "),
    "base64": "data: " + base64.b64encode(CODE.encode()).decode() + "\n",
    "base64 in lines": base64.encodebytes(CODE.encode()).decode(),
    "base64 for addresses": "x=" + base64.urlsafe_b64encode(CODE.encode()).decode().rstrip("="),
    "address": f"https://example.org/?code={urllib.parse.quote(CODE)}\n",
    "form": urllib.parse.urlencode({"code": CODE}),
    "mail": quopri.encodestring(CODE.encode()).decode(),
    "markdown": CODE.replace("_", "\\_").replace("*", "\\*"),
    "margin": lines("    |"),
}  # fmt: skip
MARKS = (
    "# ",
    "// ",
    " * ",
    "-- ",
    ";; ",
    "% ",
    "! ",
    "' ",
    '" ',
    "REM ",
    "rem ",
    "dnl ",
    ": ",
    "/// ",
)


@pytest.mark.parametrize("name", WRAPPED)
def test_what_is_inside_a_wrapping_is_read(name):
    assert inside(WRAPPED[name])
    assert inside(WRAPPED[name].replace("\n", "\r\n"))


@pytest.mark.parametrize("mark", MARKS)
def test_lines_behind_the_marks_of_comments_are_read(mark):
    assert inside(lines(mark))
    assert inside(PROGRAM + lines("    " + mark) + PROGRAM)


def test_other_text_has_nothing_inside():
    changed = CODE.replace("shallowest", "deepest").encode()
    assert not inside(html.escape(changed.decode()))
    assert list(readings.of(PROGRAM.encode())) == [PROGRAM.encode()]
    assert list(readings.of(b"")) == [b""]


def test_wrappings_are_taken_off_three_times_and_no_more():
    text = CODE
    for _ in range(readings.LEVELS):
        text = json.dumps([text])
    assert inside(text)
    assert not inside(json.dumps([text]))


def test_a_program_is_read_as_strings_only_where_it_has_line_ends_in_them():
    text = PROGRAM + 'print("done\\n")\n' + PROGRAM
    assert list(readings.of(text.encode())) == [text.encode(), b'print("done\n")\n']


def test_base64_that_is_no_text_is_none():
    data = base64.b64encode(bytes(range(256)) * 3)
    assert list(readings.of(data)) == [data]
    assert list(readings.of(b"f" * 4000)) == [b"f" * 4000]


@given(st.binary())
def test_blanks_keep_the_places_of_all_other_bytes(text):
    blank = readings.plain(text)
    assert len(blank) == len(text)
    assert all(one in (two, 0x20) for one, two in zip(blank, text, strict=True))
    assert readings.plain(blank) == blank


@given(st.lists(st.sampled_from([*map(str.encode, WRAPPED.values()), b"<td>&lt;\\n"]), max_size=4))
def test_readings_are_few_and_bounded_by_the_text(parts):
    text = b"\n".join(parts)
    found = list(readings.of(text))
    assert found[0] == text
    assert len(found) == len(set(found)) <= 11
    assert sum(map(len, found[1:])) <= 6 * len(text) + (1 << 16)
