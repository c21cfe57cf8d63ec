"""`repoloom stats --lsh`: how near duplicates were looked for, and what share of them is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from repoloom.pipeline import console
from repoloom.pipeline.storage.outputs import Output

LEVELS = (0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def print_collisions(output: Output, *, as_json: bool = False) -> int:
    """Prints bands, rows and the collision curve of files and of repositories.

    Args:
        output: a run whose select is finished.
        as_json: one JSON object instead of tables.
    """
    from repoloom.transforms.duplicates import similarity

    permutations = _setting(output, "store", "ingest", "permutations")
    found = {}
    for what, key in (("files", "near_threshold"), ("repositories", "repo_threshold")):
        threshold = _setting(output, "verdicts", "select", key)
        banding = similarity.choose_banding(int(permutations), threshold)
        shape = (banding.bands, banding.rows)
        levels = sorted({*LEVELS, threshold})
        found[what] = {
            "permutations": permutations,
            "threshold": threshold,
            "bands": banding.bands,
            "rows": banding.rows,
            "curve": {f"{s:g}": similarity.collision_probability(s, *shape) for s in levels},
        }
    if as_json:
        print(json.dumps(found, indent=1))
    else:
        console.print_sections([_table(what, figures) for what, figures in found.items()])
    return 0


def _setting(output: Output, step: str, section: str, key: str) -> float:
    settings = cast("Mapping[str, Mapping[str, float]]", output.manifest(step).settings)
    return settings[section][key]


def _table(what: str, figures: Mapping[str, object]) -> console.Section:
    curve = cast("Mapping[str, float]", figures["curve"])
    return console.Section(
        f"lsh of {what}: {figures['bands']} bands of {figures['rows']} rows, "
        f"{figures['permutations']} permutations, threshold {figures['threshold']}",
        ("jaccard", "candidates"),
        tuple((level, f"{share:.2%}") for level, share in curve.items()),
    )
