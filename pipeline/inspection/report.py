"""The report of a run: what came in, what left and why, what came out, how long it took.

`table` turns the flat numbers of the manifests into sections of text cells and is pure; `as_text`
and `print_report` show them.  A number that a manifest lacks is a row that the report lacks, so a
run that stopped after its first step has a report of its first step.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TextIO

from repoloom.pipeline import console
from repoloom.pipeline.console import Section
from repoloom.pipeline.inspection import compared, sections
from repoloom.pipeline.inspection.sections import RUN, Stats
from repoloom.pipeline.storage import filesystems

NAME = "report.json"


def table(stats_by_step: Mapping[str, Stats]) -> list[Section]:
    """The sections of the report, empty ones left out.

    Args:
        stats_by_step: the `stats` of each finished step's manifest, by the step's name; times
            (`seconds`, `cpu_seconds`) may stand among them or be added by the run.
    """
    store = stats_by_step.get("store", {})
    verdicts = stats_by_step.get("verdicts", {})
    shards = stats_by_step.get("shards", {})
    found = [
        sections.came_in(store),
        sections.languages(store),
        sections.cleaned(store),
        sections.verdicts(verdicts),
        sections.splits(verdicts),
        sections.came_out(shards),
        sections.infilling(shards),
        sections.imports(shards),
        sections.syntax(shards),
        sections.edges(shards),
        sections.definition_before_use(shards),
        compared.orders(shards),
        sections.times(stats_by_step),
    ]
    return [section for section in found if section.rows]


def write(
    output: str, stats_by_step: Mapping[str, Stats], times_by_step: Mapping[str, Stats]
) -> None:
    """Ends a run: prints its table and leaves `report.json` with the same numbers.

    Args:
        output: the run's folder.
        stats_by_step: as for `table`.
        times_by_step: `seconds` and `cpu_seconds` of each step when it was done, in this run or an
            earlier one; all steps together are the run.
    """
    times = {
        name: round(sum(one.get(name, 0.0) for one in times_by_step.values()), 3)
        for name in ("seconds", "cpu_seconds")
    }
    numbers = {"steps": stats_by_step, "times": times}
    data = json.dumps(numbers, indent=1, sort_keys=True, ensure_ascii=False, default=dict)
    filesystems.write_bytes(filesystems.join(output, NAME), data.encode() + b"\n")
    shown = {
        name: {**stats, **times_by_step.get(name, {})} for name, stats in stats_by_step.items()
    }
    print_report(table({**shown, RUN: times}))


def times(output: str) -> dict[str, float]:
    """The times of the last run over a folder, from its report; empty where there is none."""
    path = filesystems.join(output, NAME)
    try:
        found: dict[str, float] = json.loads(filesystems.read_bytes(path))["times"]
    except (FileNotFoundError, ValueError, KeyError):
        return {}
    return found


def as_text(report: Sequence[Section]) -> str:
    """The report as plain text, columns aligned, each line ended by a newline."""
    return "\n".join(f"{section.title}\n{console.aligned(section)}" for section in report)


def print_report(report: Sequence[Section], file: TextIO | None = None) -> None:
    """Prints the report: with colours and rules on a terminal, `as_text` elsewhere."""
    console.print_sections(report, file)
