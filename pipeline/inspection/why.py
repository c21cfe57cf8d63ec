"""One file's story, from the source to the rows that hold it: `repoloom why`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

from repoloom.pipeline import console
from repoloom.pipeline.console import Section, count, plural
from repoloom.pipeline.documentation import reasons
from repoloom.pipeline.storage import failed, graph_tables
from repoloom.pipeline.storage.outputs import InspectionError, Output
from repoloom.transforms import columns
from repoloom.transforms.records import Redaction, SourceFile, Verdict

if TYPE_CHECKING:
    from repoloom.transforms.rows.packed import PlacedFile

Record = Mapping[str, object]

_LONG = ("text", "signature")  # what a story does not show
_STORED = tuple(name for name in columns.names(SourceFile) if name not in _LONG)
# The size stands among what is said of the source.
_DECIDED = tuple(name for name in columns.names(Verdict) if name not in ("repo", "path", "size"))

# Neighbours in the graph that are listed; a file that all others import has thousands.
NEIGHBOURS = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Placement:
    """A piece of the file in a row; `row` is the row's number in the run."""

    row: int
    shard: str
    index: int
    segment: int
    file: PlacedFile


def stored(output: Output, repo: str, path: str) -> Record:
    """The file's row of the store, without its text.

    Raises:
        InspectionError: the store has no such file; the message names similar ones.
    """
    paths: list[str] = []
    for part in output.parts("store"):
        if not part.holds(repo):
            continue
        for record in output.records(part, _STORED, repo):
            if record["path"] == path:
                return record
            paths.append(str(record["path"]))
    raise InspectionError(_unknown(output, repo, path, paths), code=2)


def _unknown(output: Output, repo: str, path: str, paths: list[str]) -> str:
    import difflib

    if not paths:
        return (
            f"{output.root} has read no repository {repo!r}; `repoloom export {output.root} "
            "verdicts` lists all"
        )
    near = difflib.get_close_matches(path, paths, n=3)
    hint = f"near: {', '.join(near)}" if near else f"it has {len(paths)} files"
    return f"{repo} has no file {path!r}; {hint}"


def _of_file(output: Output, step: str, kind: str, repo: str) -> Iterator[Record]:
    names = graph_tables.names(kind) if kind else columns.names(Verdict)
    for part in output.parts(step, kind):
        if part.holds(repo):
            yield from output.records(part, names, repo)


def placements(output: Output, repo: str, path: str) -> list[Placement]:
    """Where the file's tokens stand, in the order of the rows."""
    from repoloom.pipeline.inspection import listing

    return [
        Placement(number, part.name, index, position, file)
        for number, part, index, row in listing.rows(output, 0, repo)
        for position, segment in enumerate(row.segments)
        if segment.repo == repo
        for file in segment.files
        if file.path == path
    ]


def _source(record: Record) -> Section:
    rows = [
        ("bytes in the source", count(cast(int, record["size"]))),
        ("language", str(record["language"]) or "unknown"),
        ("encoding", str(record["encoding"]) or "-"),
        ("text", f"none: {record['reason']}" if record["reason"] else "yes"),
        ("SHA-256", cast(bytes, record["content"]).hex() or "-"),
        ("rank of the repository", str(record["rank"])),
    ]
    return Section("Source", ("", ""), tuple(rows))


def _signals(record: Record) -> Section:
    signals = cast("Mapping[str, object]", record["signals"] or {})
    rows = tuple((name, _shown(value)) for name, value in signals.items())
    return Section("Signals", ("signal", "value"), rows)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3f}" if isinstance(value, float) else str(value) or "-"


def _listed(title: str, header: tuple[str, ...], records: object) -> Section:
    rows = cast("Iterable[Mapping[str, object]]", records or ())
    return Section(title, header, tuple(tuple(str(row[name]) for name in header) for row in rows))


def _verdict(output: Output, repo: str, path: str) -> Section:
    rows: tuple[tuple[str, ...], ...] = ()
    failures = failed.in_weave(output, repo)
    for record in _of_file(output, "verdicts", "", repo):
        if record["path"] == path:
            record = failed.decided(record, failures)
            rows = tuple((name, str(record[name]) or "-") for name in _DECIDED)
            if meaning := reasons.MEANINGS.get(str(record["reason"])):
                rows += (("meaning", meaning),)
    return Section("Verdict", ("", ""), rows)


def _graph(output: Output, repo: str, path: str) -> list[Section]:
    position, total = "-", 0
    for record in _of_file(output, "graph", "order", repo):
        total += 1
        if record["path"] == path:
            position = str(record["position"])
    placed = (("position", position), ("files in order", str(total)))
    edges = list(_of_file(output, "graph", "edges", repo))
    pairs = [
        (str(record["test"]), str(record["source"]), str(record["rule"]))
        for record in _of_file(output, "graph", "pairs", repo)
        if path in (record["test"], record["source"])
    ]
    return [
        Section("Order in the repository", ("", ""), placed),
        _neighbours("Imports", "imported", [edge for edge in edges if edge["importer"] == path]),
        _neighbours(
            "Imported by", "importer", [edge for edge in edges if edge["imported"] == path]
        ),
        Section("Test pairs", ("test", "source", "rule"), tuple(pairs)),
    ]


def _neighbours(title: str, end: str, edges: list[Record]) -> Section:
    edges = sorted(edges, key=lambda edge: (-cast(float, edge["importance"]), str(edge[end])))
    rows = [
        (
            str(edge[end]),
            str(edge["kind"]),
            f"{edge['importance']:.3f}",
            "yes" if edge["kept"] else "cut",
        )
        for edge in edges[:NEIGHBOURS]
    ]
    if len(edges) > NEIGHBOURS:
        rows.append((f"and {len(edges) - NEIGHBOURS} more", "", "", ""))
    return Section(title, ("file", "kind", "importance", "kept"), tuple(rows))


def _placed(found: Iterable[Placement]) -> Section:
    rows = tuple(
        (
            f"{place.row} ({place.shard} row {place.index})",
            str(place.segment + 1),
            f"{place.file.part + 1} of {place.file.parts}",
            f"{place.file.start}-{place.file.end}",
            ", ".join(f"{start}-{end}" for start, end in place.file.spans),
            f"{place.file.mode} {place.file.rule}".strip() or "-",
            "masked" if place.file.masked else "trained",
        )
        for place in found
    )
    header = ("row", "segment", "part", "tokens", "bytes of the text", "infilling", "loss")
    return Section("Rows that hold it", header, rows)


def story(output: Output, repo: str, path: str) -> list[Section]:
    """All that the run knows of a file, as far as the run has come; empty sections left out.

    Raises:
        InspectionError: the run has not read such a file.
    """
    record = stored(output, repo, path)
    sections = [
        _source(record),
        _signals(record),
        _listed("Redactions", columns.names(Redaction), record["redactions"]),
        _listed("Benchmark hits", ("benchmark", "item", "view"), record["hits"]),
    ]
    if output.finished("verdicts"):
        sections.append(_verdict(output, repo, path))
    if output.finished("shards"):
        sections += _graph(output, repo, path)
        sections.append(_placed(placements(output, repo, path)))
    return [section for section in sections if section.rows]


def summary(sections: Iterable[Section]) -> str:
    """What became of the file, in one sentence."""
    by_title = {section.title: section.rows for section in sections}
    verdict = dict(cast("Iterable[tuple[str, str]]", by_title.get("Verdict", ())))
    if not verdict:
        return "It was read; select has not decided on it yet."
    words = f"Its verdict is {verdict['verdict']}"
    if verdict["reason"] != "-":
        words += f" because of {verdict['reason']}"
    if verdict["evidence"] != "-":
        words += f" ({verdict['evidence']})"
    pieces = len(by_title.get("Rows that hold it", ()))
    return f"{words}; the shards hold {plural(pieces, 'piece') if pieces else 'nothing'} of it."


def print_story(output: Output, repo: str, path: str) -> int:
    """Prints the story.

    Raises:
        InspectionError: the run has not read such a file.
    """
    sections = story(output, repo, path)
    print(console.printable(f"{repo}:{path}\n{summary(sections)}\n"))
    console.print_sections(sections)
    return 0
