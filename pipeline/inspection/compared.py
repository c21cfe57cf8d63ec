"""The section of a report that holds a run's order against other orders of the same files."""

from __future__ import annotations

from pipeline.console import Section, share
from pipeline.inspection.sections import Stats, below, grouped
from transforms import coverage


def orders(shards: Stats) -> Section:
    """Definition before use, distance, tests and padding, of the run and of each other order.

    Empty where the run compared none (`--compare_orders`).
    """
    names = list(dict.fromkeys(key.split("/")[1] for key in shards if key.startswith("compare/")))
    if not names:
        return Section("Compared with other orders", ("",), ())
    columns = [_figures(shards), *(_figures(below(shards, f"compare/{name}")) for name in names)]
    labels = dict.fromkeys(label for column in columns for label in column)
    rows = tuple((label, *(column.get(label, "-") for column in columns)) for label in labels)
    return Section("Compared with other orders", ("", "this run", *names), rows)


def _figures(stats: Stats) -> dict[str, str]:
    """The cells of one order, by their labels."""
    groups = grouped(stats, "dbu")
    total, before = (sum(g.get(field, 0) for g in groups.values()) for field in ("total", "before"))
    cells = {
        f"definition before use, {language}": share(group.get("before", 0), group.get("total", 0))
        for language, group in groups.items()
    }
    cells["definition before use, all"] = share(before, total)
    histogram = {f"distance/{low}": int(n) for low, n in below(stats, "distance").items()}
    if median := coverage.median_distance(histogram):
        cells["median tokens from definition to use"] = f"{median} to {2 * median - 1}"
    if paired := stats.get("tests/paired"):
        cells["tests beside their source"] = share(stats.get("tests/adjacent", 0), paired)
    if capacity := stats.get("capacity"):
        cells["padding of the rows"] = f"{100 - 100 * stats.get('tokens', 0) / capacity:.2f} %"
    return cells
