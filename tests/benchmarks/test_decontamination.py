"""The measure of decontamination: its copies are copies, and its counts right."""

import json

import pytest

from benchmarks import decontamination
from repoloom.transforms.benchmarks import lookup, suites

SOLUTION = """def widest_gap(readings, limit):
    ordered = sorted(readings)
    best, place = 0, None
    for index in range(1, len(ordered)):
        gap = ordered[index] - ordered[index - 1]
        if gap > best and gap <= limit:
            best, place = gap, (ordered[index - 1], ordered[index])
    return place
"""


@pytest.fixture
def folder(tmp_path):
    records = [{"task_id": "1", "solution": SOLUTION}, {"task_id": "2", "solution": "return 1"}]
    (tmp_path / "bank.jsonl").write_text("\n".join(map(json.dumps, records)))
    return tmp_path


def test_all_names_are_changed_alike_and_nothing_else():
    assert decontamination.renamed("for a_b in range(a_b, c):") == "for q0z in range(q0z, q1z):"


def test_lines_are_added_and_the_others_stay_in_order():
    lines = decontamination.longer(SOLUTION, 3).splitlines()
    assert [line for line in lines if "trace(" not in line] == SOLUTION.splitlines()
    assert len(lines) == len(SOLUTION.splitlines()) + 3


@pytest.mark.parametrize("table", [decontamination.FORMS, decontamination.CHANGES])
def test_each_item_that_is_long_enough_is_found_in_all_forms(folder, table):
    index, items = lookup.build(folder), suites.read(folder)
    found = decontamination.measure(index, items, decontamination.solution_of, table)
    assert found == {"bank": dict.fromkeys(table, (1, 1))}


def test_an_item_that_is_not_there_is_counted_as_missed(folder, capsys):
    index, items = lookup.build(folder), suites.read(folder)
    forms = {"gone": lambda text: text[:40]}
    found = decontamination.measure(index, items, decontamination.text_of, forms)
    assert found == {"bank": {"gone": (0, 1)}}
    decontamination.print_table(found, forms)
    assert "0 /      1   bank 0/1" in capsys.readouterr().out


def test_files_with_hits_are_printed(folder, tmp_path_factory, capsys):
    clean = tmp_path_factory.mktemp("clean")
    (clean / "a.py").write_text(SOLUTION)
    (clean / "b.py").write_text("import os\n")
    decontamination.look_through(lookup.build(folder), [f"a/b={clean}"])
    printed = capsys.readouterr().out
    assert "a/b a.py bank 1 verbatim 0 " in printed
    assert "clean: 1 of 2 files" in printed
