"""Notebooks as scripts: what people wrote stays, what running left behind goes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.transforms.signals import notebooks

OUTPUT = {"data": {"image/png": "aGVsbG8" * 100}, "output_type": "display_data"}


def notebook(*cells, version=4, **metadata):
    found = [
        {"cell_type": kind, "source": source, "outputs": [OUTPUT], "metadata": {}}
        for kind, source in cells
    ]
    return json.dumps({"nbformat": version, "metadata": metadata, "cells": found}).encode()


def test_code_stays_and_prose_becomes_comments():
    text = notebook(("markdown", ["# Tides\n", "\n", "A *chart*."]), ("code", "x = 1\ny = 2\n"))
    script = notebooks.script(text)
    assert script.language == "python"
    assert script.text == b"# %% [markdown]\n# # Tides\n#\n# A *chart*.\n\n# %%\nx = 1\ny = 2\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("%matplotlib inline\nx = 1", b"# %matplotlib inline\nx = 1\n"),
        ("!pip install x\nimport x", b"# !pip install x\nimport x\n"),
        ("x?", b"# x?\n"),
        ("%%bash\nls -l\n\npwd", b"# %%bash\n# ls -l\n\n# pwd\n"),
        ("%%time\nx = 1", b"# %%time\nx = 1\n"),
        ("y = x % 2\nif not y: z()", b"y = x % 2\nif not y: z()\n"),
    ],
)
def test_commands_to_the_notebook_are_comments(source, expected):
    assert notebooks.script(notebook(("code", source))).text == b"# %%\n" + expected


def test_the_script_can_be_parsed():
    text = notebook(
        ("code", "%time f()\n"),
        ("raw", "x )("),
        ("code", ["def f():\n", "    !ls\n", "    return 1"]),
    )
    script = notebooks.script(text)
    assert not languages.parse("python", script.text).root_node.has_error


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({}, "python"),
        ({"kernelspec": {"language": "R", "name": "ir"}}, "r"),
        ({"kernelspec": {"name": "ir"}}, "r"),
        ({"kernelspec": {"name": "python3"}}, "python"),
        ({"language_info": {"name": "julia"}}, "julia")
        if languages.comments_of("julia")
        else ({}, "python"),
        ({"language_info": {"name": "scala"}}, "scala"),
        ({"language_info": {"name": "C#"}}, "csharp"),
        ({"language_info": {"name": "typescript"}, "kernelspec": {"name": "deno"}}, "typescript"),
        ({"language_info": {"name": ""}, "kernelspec": {"name": "rust"}}, "rust"),
        ({"kernelspec": "python", "language_info": 3}, "python"),
    ],
)
def test_the_language_is_the_kernels(metadata, language):
    assert notebooks.script(notebook(("code", "x"), **metadata)).language == language


def test_a_language_of_unknown_comments_stays_as_it_is():
    assert notebooks.script(notebook(("code", "x"), kernelspec={"name": "klingon"})) is None


def test_an_old_notebook_has_sheets():
    cell = {"cell_type": "code", "input": ["x = 1"], "outputs": [OUTPUT], "language": "python"}
    sheet = {"cells": [{"cell_type": "heading", "source": "Tides"}, cell]}
    text = json.dumps({"nbformat": 3, "metadata": {"name": ""}, "worksheets": [sheet, 3]}).encode()
    assert notebooks.script(text).text == b"# %% [markdown]\n# Tides\n\n# %%\nx = 1\n"


def test_long_prose_is_wrapped_and_pictures_leave():
    text = notebook(
        ("markdown", "word " * 40), ("markdown", "![x](data:image/png;base64," + "aB3" * 99 + ")")
    )
    script = notebooks.script(text)
    assert max(map(len, script.text.split(b"\n"))) <= 98
    assert script.text.count(b"word") == 40
    assert b"aB3aB3" not in script.text
    assert b"![x]()" in script.text


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b'{"cells": []}',
        b'{"nbformat": 4}',
        b'{"nbformat": "4", "cells": []}',
        b'{"nbformat": 4, "cells": {}}',
    ],
)
def test_what_is_no_notebook_stays_as_it_is(text):
    assert notebooks.script(text) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["cell_type", "source", "input", "cells"]), inner)
    ),
    max_leaves=12,
)


@given(st.lists(JSON), st.dictionaries(st.sampled_from(["language_info", "kernelspec"]), JSON))
def test_any_cells_can_be_read(cells, metadata):
    script = notebooks.script(
        json.dumps({"nbformat": 4, "cells": cells, "metadata": metadata}).encode()
    )
    assert script is None or script.text.decode() is not None


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Cs"]))))
def test_no_line_of_code_is_lost(lines):
    source = "\n".join(lines)
    script = notebooks.script(notebook(("code", source)))
    found = script.text.decode().split("\n")[1:-1] if script.text else []
    expected = source.strip("\n").split("\n") if source.strip() else []
    assert [
        line.removeprefix("# ") if line[:2] == "# " and not one.startswith("# ") else line
        for line, one in zip(found, expected, strict=True)
    ] == expected
