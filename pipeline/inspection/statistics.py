"""`repoloom stats`: the numbers of a finished run, from its manifests alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from repoloom.pipeline.inspection import report, sections
from repoloom.pipeline.storage.outputs import STEPS, Output


def by_step(output: Output) -> dict[str, Mapping[str, float]]:
    """The flat numbers of each finished step."""
    return {step: output.manifest(step).stats for step in output.finished_steps()}


def print_stats(output: Output, *, as_json: bool = False) -> int:
    """Prints the report, or with `as_json` the flat numbers as one JSON object."""
    stats = by_step(output)
    if as_json:
        print(json.dumps(stats, indent=1, sort_keys=True))
        return 0
    report.print_report(report.table({**stats, sections.RUN: report.times(output.root)}))
    for step in STEPS:
        if step not in stats:
            print(f"The step {step!r} is not finished yet.", file=sys.stderr)
    return 0
