"""What `benchmarks.broken_lines` breaks, and whom it asks, on made-up modules."""

import ast
import pathlib

import pytest

from benchmarks import broken_lines
from benchmarks.broken_lines import ROOT, Break

MODULE = "transforms/rows/room.py"

SOURCE = b'''"""A made-up module; \xc3\xa9 takes two bytes."""

LIMIT = 3


def room(sizes: list[int], length: int = 7) -> int:
    """Room that is left."""
    used = 0
    for size in sizes:
        if size < 0 and length > 1:
            raise ValueError(f"{size + 1} is too small")
        used += sum(part for part in (size,) if part)
    return max(length - used, 0) if not None else -1


def kept(value, found):
    found.append(value)  # \xc3\xa9
    return None
'''


def broken(line, source=SOURCE):
    """All that a line of the module may become."""
    one = [one for one in broken_lines.breaks(MODULE, source) if one.line == line]
    return sorted(each.applied(source).splitlines()[line - 1].decode().strip() for each in one)


def test_every_break_parses_and_changes_its_line_alone():
    found = list(broken_lines.breaks(MODULE, SOURCE))
    assert len(found) > 10
    before = SOURCE.splitlines()
    for one in found:
        after = one.applied(SOURCE)
        ast.parse(after)
        pairs = zip(before, after.splitlines(), strict=True)
        assert [at for at, (old, new) in enumerate(pairs, 1) if old != new] == [one.line]


@pytest.mark.parametrize("path", ["transforms/rows/bins.py", "model/loss.py", "pipeline/show.py"])
def test_breaks_of_real_modules_parse(path):
    text = (ROOT / path).read_bytes()
    found = list(broken_lines.breaks(path, text))
    assert found
    for one in found:
        assert ast.dump(ast.parse(one.applied(text))) != ast.dump(ast.parse(text))


def test_conditions_and_comparisons():
    assert broken(10) == [
        "if False:",
        "if size < 0 and length > 2:",
        "if size < 0 and length >= 1:",
        "if size < 0 or length > 1:",
        "if size < 1 and length > 1:",
        "if size <= 0 and length > 1:",
    ]


def test_messages_annotations_and_what_is_outside_of_functions_stay():
    assert [broken(line) for line in (1, 3, 6, 7, 11)] == [[]] * 5


def test_filters_results_operators_and_constants():
    assert broken(12) == ["used += sum(part for part in (size,) if True)"]
    assert broken(13) == [
        "return None",
        "return max(length + used, 0) if not None else -1",
        "return max(length - used, 0) if False else -1",
        "return max(length - used, 0) if bool(None) else -1",
        "return max(length - used, 0) if not None else -2",
        "return max(length - used, 1) if not None else -1",
        "return min(length - used, 0) if not None else -1",
    ]


def test_a_call_for_its_effect_goes_and_a_return_of_nothing_stays():
    assert broken(17) == ["pass  # \u00e9"]
    assert broken(18) == []


@pytest.mark.parametrize(
    ("path", "tests"),
    [
        ("transforms/weave.py", ["tests/transforms/test_weave.py"]),
        ("pipeline/sources/__init__.py", ["tests/pipeline/sources/test_sources.py"]),
        ("languages/engine/outlining.py", ["tests/languages/engine/test_outlining.py"]),
        ("languages/c.py", ["tests/languages/test_corpus.py"]),
        (
            "languages/families/node.py",
            ["tests/languages/families/test_node.py", "tests/languages/test_corpus.py"],
        ),
        ("transforms/rows/gone.py", []),
    ],
)
def test_a_module_has_its_test_file(path, tests):
    assert broken_lines.files_that_test(path, ROOT) == tests


def test_lines_are_drawn_once_each_and_the_same_for_a_seed():
    paths = ["transforms/rows/bins.py", "transforms/rows/packing.py"]
    one, other = (broken_lines.drawn(paths, 12, seed) for seed in (1, 2))
    assert broken_lines.drawn(paths, 12, 1) == one != other
    assert len({(each.path, each.line) for each in one}) == 12


@pytest.fixture
def checkout(tmp_path):
    """A folder with the made-up module and nothing that tests it."""
    for folder in ("transforms/rows", "tests/transforms/rows"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / MODULE).write_bytes(SOURCE)
    return tmp_path


def write_tests(checkout, body):
    place = checkout / "tests" / "transforms" / "rows" / "test_room.py"
    place.write_text(f"from transforms.rows import room\n\n\ndef test_room():\n    {body}\n")


MORE = Break(MODULE, 13, SOURCE.index(b"length - used") + 7, SOURCE.index(b" used, 0"), "+")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("assert room.room([2, 3]) == 2", True),
        ("assert room.room([]) == 7", False),
    ],
)
def test_a_break_is_noticed_where_the_tests_fail(checkout, body, expected):
    assert MORE.applied(SOURCE).splitlines()[12].strip().startswith(b"return max(length + used, 0)")
    write_tests(checkout, body)
    assert broken_lines.noticed(checkout, MORE) is expected
    assert (checkout / MODULE).read_bytes() == SOURCE


@pytest.mark.slow
def test_tests_that_do_not_end_have_noticed(checkout, monkeypatch):
    monkeypatch.setattr(broken_lines, "LIMIT_S", 1)
    write_tests(checkout, "import time; time.sleep(60)")
    assert broken_lines.noticed(checkout, MORE)
    assert (checkout / MODULE).read_bytes() == SOURCE


@pytest.mark.slow
def test_the_share_decides_and_a_module_without_tests_has_noticed_nothing(
    checkout, monkeypatch, capsys
):
    monkeypatch.setattr(broken_lines, "ROOT", pathlib.Path(checkout))
    command = ["broken_lines", MODULE, "--count", "3"]
    monkeypatch.setattr("sys.argv", command)
    assert broken_lines.main() == 1
    out = capsys.readouterr().out.splitlines()
    assert [line.startswith(f"not noticed: {MODULE}:") for line in out] == [True] * 3 + [False]
    assert out[3] == "0 of 3 broken lines noticed by their module's tests: 0%"
    monkeypatch.setattr("sys.argv", [*command, "--share", "0"])
    assert broken_lines.main() == 0
