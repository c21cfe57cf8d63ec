"""The sections of a run's report: flat numbers of the manifests in, text cells out.

Keys are paths of words, such as `verdict/drop/exact_duplicate/files`; docs/data-model.md lists
them.  A key that is missing is a row that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from repoloom.pipeline.console import Section, count, share, size
from repoloom.transforms.measures import KEPT, VERDICTS

Stats = Mapping[str, float]

# Languages of a report; a corpus may hold hundreds, nearly all of them with a handful of files.
TOP = 15

RUN = "run"
"""The name that stands for all steps together where times are told."""


def below(stats: Stats, prefix: str) -> dict[str, float]:
    """The numbers under `prefix/`, by the rest of their key."""
    return {key[len(prefix) + 1 :]: stats[key] for key in stats if key.startswith(prefix + "/")}


def grouped(stats: Stats, prefix: str) -> dict[str, dict[str, float]]:
    """The numbers `prefix/<name>/<field>`, by name and field; names may hold slashes."""
    groups: dict[str, dict[str, float]] = {}
    for key, value in sorted(below(stats, prefix).items()):
        name, _, field = key.rpartition("/")
        groups.setdefault(name, {})[field] = value
    return groups


def _named(
    stats: Stats, names: Iterable[tuple[str, str, Callable[[float], str]]]
) -> list[tuple[str, ...]]:
    return [(label, form(stats[key])) for key, label, form in names if key in stats]


_NAMES = {
    "case_clash": "paths that differ in case alone",
    "not_utf8": "names that are not UTF-8",
}


def came_in(store: Stats) -> Section:
    """What the sources held, and what of it has no text, by reason."""
    rows = _named(
        store,
        [
            ("repos", "repositories", count),
            ("files", "files", count),
            ("bytes", "bytes", size),
            ("text_files", "files with text", count),
            ("text_bytes", "bytes of clean text", size),
        ],
    )
    for name, group in grouped(store, "source").items():
        rows.append((f"from {name}", count(group.get("files", 0))))
    for name, group in grouped(store, "names").items():
        rows.append((_NAMES.get(name, name), count(group.get("files", 0))))
    for name, group in grouped(store, "encodings").items():
        rows.append((f"not UTF-8 but {name}", count(group.get("files", 0))))
    for name, group in grouped(store, "unread").items():
        rows.append((f"without text: {name}", count(group.get("files", 0))))
    return Section("What came in", ("", "number"), tuple(rows))


def languages(store: Stats) -> Section:
    """Files and bytes of text by language, the largest first, at most `TOP` of them."""
    groups = sorted(
        grouped(store, "languages").items(), key=lambda item: (-item[1].get("bytes", 0), item[0])
    )
    total = sum(group.get("bytes", 0) for _, group in groups)
    rows = [(name or "unknown", group) for name, group in groups[:TOP]]
    if rest := [group for _, group in groups[TOP:]]:
        rows.append((f"{len(rest)} more", _summed(rest)))
    return Section(
        "Languages",
        ("language", "files", "bytes", "of all"),
        tuple((name, *_files_and_bytes(group, total)) for name, group in rows),
    )


def _summed(groups: Iterable[Stats]) -> dict[str, float]:
    total: dict[str, float] = {}
    for group in groups:
        for field, value in group.items():
            total[field] = total.get(field, 0) + value
    return total


def _files_and_bytes(group: Stats, total: float) -> tuple[str, str, str]:
    amount = group.get("bytes", 0)
    return count(group.get("files", 0)), size(amount), share(amount, total)


def cleaned(store: Stats) -> Section:
    """What was redacted, by kind, and files with benchmark items, by benchmark."""
    redactions = sorted(below(store, "redactions").items())
    hits = sorted(below(store, "hits").items())
    rows = [(f"redacted: {kind}", count(value)) for kind, value in redactions]
    rows += [(f"benchmark hits: {benchmark}", count(value)) for benchmark, value in hits]
    return Section("What was cleaned", ("", "number"), tuple(rows))


def verdicts(stats: Stats) -> Section:
    """Files and bytes by verdict, and by reason under each."""
    groups = grouped(stats, "verdict")
    total = stats.get("bytes") or sum(group.get("bytes", 0) for group in groups.values())
    rows: list[tuple[str, ...]] = []
    for verdict in VERDICTS:
        reasons = {
            name.partition("/")[2]: group
            for name, group in groups.items()
            if name.partition("/")[0] == verdict
        }
        if not reasons:
            continue
        rows.append((verdict, *_files_and_bytes(_summed(reasons.values()), total)))
        rows += [
            (f"  {reason}", *_files_and_bytes(reasons[reason], total))
            for reason in sorted(reasons, key=lambda name: (-reasons[name].get("bytes", 0), name))
            if reason not in ("", "-")
        ]
    header = ("verdict and reason", "files", "bytes", "of all")
    return Section("What stays and what leaves", header, tuple(rows))


def splits(stats: Stats) -> Section:
    """Repositories and files that stay, by split."""
    rows = tuple(
        (name, count(group.get("repos", 0)), count(group.get("files", 0)))
        for name, group in grouped(stats, "split").items()
    )
    return Section("Splits", ("split", "repositories", "files"), rows)


def came_out(shards: Stats) -> Section:
    """What the shards hold, and how full their rows are."""
    rows = _named(
        shards,
        [
            ("rows", "rows", count),
            ("tokens", "tokens", count),
            ("segments", "segments", count),
            ("pieces", "pieces of files", count),
            ("split_files", "files longer than a row", count),
            ("masked_pieces", "pieces with masked loss", count),
            ("pairs", "tests paired with a source", count),
            ("repeated/pieces", "files repeated as context", count),
            ("divided/parts", "parts of divided repositories", count),
            ("divided/edges", "dependencies between such parts", count),
            ("needless_cuts", "examples cut though they fit a row", count),
        ],
    )
    if shards.get("capacity") and "tokens" in shards:
        rows.append(("fill of the rows", f"{100 * shards['tokens'] / shards['capacity']:.2f} %"))
    if shards.get("rows") and "segments" in shards:
        rows.append(("segments in a row", f"{shards['segments'] / shards['rows']:.2f}"))
    if repeated := shards.get("repeated/tokens"):
        rows.append(("tokens of repeated context", share(repeated, shards.get("tokens", 0))))
        learnt = shards.get("repeated/learnt", 0)
        rows += [("of these with loss", share(learnt, repeated))] if learnt else []
    parse = below(shards, "parse")
    if parse:
        rows.append(("files parsed", count(parse.get("ok", 0))))
        rows.append(("of these with syntax errors", count(parse.get("broken", 0))))
        rows.append(("files that would not parse", count(parse.get("failed", 0))))
    if imported := shards.get("copies/imported"):
        edges, broken = shards["copies/edges"], shards.get("copies/broken", 0)
        rows.append(("imports of a removed copy", f"{count(imported)}, {share(imported, edges)}"))
        rows.append(("of these without it in a row", f"{count(broken)}, {share(broken, edges)}"))
    if paired := shards.get("tests/paired"):
        adjacent = shards.get("tests/adjacent", 0)
        rows.append(("tests beside their source", share(adjacent, paired)))
    if (median := _median(below(shards, "distance"))) is not None:
        rows.append(("median tokens from definition to use", f"{median} to {2 * median - 1}"))
    return Section("What came out", ("", "number"), tuple(rows))


def _median(histogram: Stats) -> int | None:
    """The lower bound 2^k of the bin that holds the median; None of an empty histogram."""
    seen = 0.0
    for low in sorted(map(int, histogram)):
        seen += histogram[str(low)]
        if 2 * seen >= sum(histogram.values()) > 0:
            return low
    return None


def infilling(shards: Stats) -> Section:
    """Pieces cut for infilling, by mode and rule, and their share, beside the rate that was set."""
    numbers = dict(sorted(below(shards, "fim").items()))
    eligible = numbers.pop("eligible", 0.0)
    nominal = numbers.pop("nominal", 0.0)
    left = numbers.pop("none/none", 0.0)
    cut = sum(numbers.values())
    rows = [
        (name.replace("/", ", "), count(value), share(value, cut))
        for name, value in numbers.items()
    ]
    for mode in sorted({name.partition("/")[0] for name in numbers}):
        group = sum(value for name, value in numbers.items() if name.startswith(f"{mode}/"))
        rows.append((f"all {mode}", count(group), share(group, cut)))
    if cut and (eligible or left):
        name = "cut, of the eligible" if eligible else "cut, of all pieces"
        rows.append((name, count(cut), share(cut, eligible or cut + left)))
    if nominal and eligible:
        rows.append(("of the eligible, as set", count(nominal), share(nominal, eligible)))
    for name, value in sorted(below(shards, "cuts").items()):
        rows.append((name.replace("_", " "), count(value), share(value, cut)))
    return Section("Fill in the middle", ("mode, rule", "pieces", "share"), tuple(rows))


def imports(shards: Stats) -> Section:
    """What became of the imports, by language; an external one cannot be resolved."""
    fields = ("resolved", "external", "ambiguous", "unresolved")
    rows = []
    for language, group in grouped(shards, "imports").items():
        inside = sum(group.get(field, 0) for field in fields if field != "external")
        cells = (count(group.get(field, 0)) for field in fields)
        rows.append((language, *cells, share(group.get("resolved", 0), inside)))
    header = ("language", *fields, "of internal")
    return Section("Imports", header, tuple(rows))


def syntax(shards: Stats) -> Section:
    """Files with syntax errors, by language; none is dropped for one."""
    rows = tuple(
        (language, count(files), count(broken), share(broken, files))
        for language, group in grouped(shards, "syntax").items()
        if (broken := group.get("broken", 0)) and (files := group.get("files", 0))
    )
    return Section("Syntax errors", ("language", "files parsed", "with an error", "share"), rows)


def edges(shards: Stats) -> Section:
    """Dependencies between files, and those cut to break cycles."""
    rows = tuple(
        (
            kind,
            count(group.get("found", 0)),
            count(group.get("found", 0) - group.get("cut", 0)),
            count(group.get("cut", 0)),
        )
        for kind, group in grouped(shards, "edges").items()
    )
    return Section("Dependencies between files", ("kind", "found", "kept", "cut"), rows)


def definition_before_use(shards: Stats) -> Section:
    """Imports whose definition stands earlier in the same example, by language."""
    groups = grouped(shards, "dbu")
    if len(groups) > 1:
        groups["all"] = _summed(groups.values())
    rows = tuple(
        (
            language,
            count(group.get("total", 0)),
            count(group.get("before", 0)),
            share(group.get("before", 0), group.get("total", 0)),
        )
        for language, group in groups.items()
    )
    header = ("language", "imports", "definition earlier", "share")
    return Section("Definition before use", header, rows)


def times(stats_by_step: Mapping[str, Stats]) -> Section:
    """Seconds and megabytes a second, by step."""
    rows = []
    for step, stats in stats_by_step.items():
        if "seconds" not in stats:
            continue
        seconds, amount = stats["seconds"], _bytes_through(step, stats_by_step)
        rate = f"{amount / 1e6 / seconds:.2f}" if amount and seconds else "-"
        cpu = f"{stats['cpu_seconds']:.1f}" if "cpu_seconds" in stats else "-"
        rows.append((step, f"{seconds:.1f}", cpu, rate))
    return Section("Time", ("step", "seconds", "CPU seconds", "MB/s"), tuple(rows))


def _bytes_through(step: str, stats_by_step: Mapping[str, Stats]) -> float:
    """Bytes that a step worked on: the kept ones after select, all before it and in the run."""
    verdicts = stats_by_step.get("verdicts", {})
    if step in ("store", "verdicts", RUN):
        return stats_by_step.get("store", verdicts).get("bytes", 0)
    groups = grouped(verdicts, "verdict").items()
    return sum(group.get("bytes", 0) for name, group in groups if name.partition("/")[0] in KEPT)
