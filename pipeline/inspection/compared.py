"""The section of a report that holds a run's order against other orders of the same files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from repoloom.pipeline.console import Section, count, share
from repoloom.pipeline.inspection.sections import Stats, below, grouped
from repoloom.transforms.examples import coverage


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
    if edges := stats.get("order/edges"):
        cells["dependencies against the order"] = share(stats.get("order/against", 0), edges)
    if paired := stats.get("tests/paired"):
        cells["tests beside their source"] = share(stats.get("tests/adjacent", 0), paired)
    if capacity := stats.get("capacity"):
        cells["padding of the rows"] = f"{100 - 100 * stats.get('tokens', 0) / capacity:.2f} %"
    if "tangles" in stats:  # other orders cut nothing
        cut = sum(group.get("cut", 0) for group in grouped(stats, "edges").values())
        cells["groups of files on cycles"] = count(stats["tangles"])
        cells["dependencies cut to break cycles"] = count(cut)
    return cells


class Figure(NamedTuple):
    """A number of an order: its value, and what it is a part of (0 for none).

    Attributes:
        order: "run", or the order that the run was held against.
        figure: its name.
        language: "" for all.
        value: the number.
        of: what it is a part of, 0 for none.
    """

    order: str
    figure: str
    language: str
    value: float
    of: float


def figures(shards: Stats) -> Iterator[Figure]:
    """The same as numbers, one row each, for the run ("run") and each order it was held against."""
    names = dict.fromkeys(key.split("/")[1] for key in shards if key.startswith("compare/"))
    yield from _numbers("run", shards)
    for name in names:
        yield from _numbers(name, below(shards, f"compare/{name}"))


def _numbers(order: str, stats: Stats) -> Iterator[Figure]:
    groups = grouped(stats, "dbu")
    for language, group in groups.items():
        yield Figure(
            order, "definition_before_use", language, group.get("before", 0), group["total"]
        )
    total, before = (sum(g.get(field, 0) for g in groups.values()) for field in ("total", "before"))
    yield Figure(order, "definition_before_use", "", before, total)
    histogram = {f"distance/{low}": int(n) for low, n in below(stats, "distance").items()}
    yield Figure(
        order, "median_distance_tokens_at_least", "", coverage.median_distance(histogram), 0
    )
    for figure, value, whole in (
        ("against_the_order", "order/against", "order/edges"),
        ("tests_beside_their_source", "tests/adjacent", "tests/paired"),
        ("tokens", "tokens", "capacity"),
    ):
        yield Figure(order, figure, "", stats.get(value, 0), stats.get(whole, 0))
    if "tangles" in stats:
        edges = grouped(stats, "edges").values()
        cut, found = (sum(group.get(field, 0) for group in edges) for field in ("cut", "found"))
        yield Figure(order, "groups_of_files_on_cycles", "", stats["tangles"], 0)
        yield Figure(order, "dependencies_cut", "", cut, found)
