"""`repoloom verify`: does a finished run keep its promises?

Reads all that the run left, a group of buckets at a time, and checks the laws of `invariants`
against it.  It needs no source and no setting, only the folder.
"""

from __future__ import annotations

import collections
import dataclasses
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

import numpy as np

from repoloom.pipeline import console
from repoloom.pipeline.storage import failed, graph_tables, store
from repoloom.pipeline.storage.outputs import STEPS, InspectionError, Output, Part
from repoloom.pipeline.verification import copies, integrity, invariants, middles
from repoloom.pipeline.verification.form import Form
from repoloom.pipeline.verification.invariants import Ids, Key, Stored
from repoloom.pipeline.verification.ledger import Fault, Ledger
from repoloom.pipeline.verification.splits import Splits
from repoloom.transforms.records import CONTEXT_ONLY, FAILED, FAILED_FILES, KEPT
from repoloom.transforms.rows import fragments
from repoloom.transforms.rows.packed import PackedRow, PlacedFile

_STORED = ("repo", "path", "text", "content", "reason", "size")


@dataclasses.dataclass(frozen=True)
class Group:
    """The files of one group of buckets, what its shards hold of them, and in which splits."""

    stored: dict[Key, Stored] = dataclasses.field(default_factory=dict)
    pieces: dict[Key, list[PlacedFile]] = dataclasses.field(default_factory=dict)
    splits: dict[Key, set[str]] = dataclasses.field(default_factory=dict)


class Verification:
    """One walk over a run's folder; what it finds goes into the ledger.

    Attributes:
        totals: what was counted on the way, by step and by the keys of the manifests' stats.
    """

    def __init__(self, output: Output, ledger: Ledger) -> None:
        self.output = output
        self.ledger = ledger
        self.totals = {step: collections.Counter[str]() for step in STEPS}
        self._units: set[bytes] = set()
        self._splits = Splits()

    def run(self) -> None:
        """Checks everything that is finished."""
        finished = integrity.check_steps(self.output, self.ledger)
        for step in finished:
            integrity.check_files(self.output, step, self.ledger)
        tables = [step for step in finished if step != "tokenizer"]
        sound = [self._group(parts) for parts in self.output.groups(tables)]
        if all(sound):
            self.ledger.enter("split", self._splits.faults(), "verdicts", self._splits.ties)
            for step in finished:
                self.ledger.enter("balance", self._balance(step), step)

    def _group(self, parts: Mapping[str, Sequence[Part]]) -> bool:
        """Checks a group of buckets; False where one of its files cannot be read."""
        group = Group()
        try:
            self._schemas(parts)
            decided = self._verdicts(parts.get("verdicts", ()))
            for part in parts.get("store", ()):
                self._stored(part, decided, group)
            if {"store", "verdicts", "shards", "graph"} <= parts.keys():
                self._woven(parts, group)
        except (InspectionError, OSError, ValueError, KeyError) as error:
            names = ", ".join(
                f"{part.step}/{part.name}" for step in parts.values() for part in step
            )
            self.ledger.enter("schema", [Fault(f"one of {names} is unreadable: {error}")])
            return False
        return True

    def _schemas(self, parts: Mapping[str, Sequence[Part]]) -> None:
        labels = "verdicts" in parts and any(
            key.startswith(f"verdict/{CONTEXT_ONLY}/")
            for key in self.output.manifest("verdicts").stats
        )
        labels = labels or ("shards" in parts and copies.Repeats.of(self.output).masks)
        for part in (
            part for step in ("store", "verdicts", "shards") for part in parts.get(step, ())
        ):
            faults = integrity.check_schema(self.output, part, labels)
            self.ledger.enter("schema", faults, f"{part.step}/{part.name}")

    def _verdicts(self, parts: Iterable[Part]) -> list[tuple[Key, Stored]]:
        """The verdicts of a group, their files without texts."""
        decided = []
        totals = self.totals["verdicts"]
        for part in parts:
            for record in self.output.records(part, store.VERDICTS.names):
                key, size = (str(record["repo"]), str(record["path"])), cast(int, record["size"])
                verdict, split = str(record["verdict"]), str(record["split"])
                decided.append((key, Stored(None, verdict, split)))
                self._splits.decide(record)
                reason = f"verdict/{verdict}/{record['reason'] or '-'}"
                totals.update({"files": 1, "bytes": size})
                totals.update({f"{reason}/files": 1, f"{reason}/bytes": size})
        return decided

    def _stored(self, part: Part, decided: Sequence[tuple[Key, Stored]], group: Group) -> None:
        where, keys = f"store/{part.name}", []
        verdicts = {key: stored for key, stored in decided if part.holds(key[0])}
        for record in self.output.records(part, _STORED):
            key = (str(record["repo"]), str(record["path"]))
            keys.append(key)
            text = self._text(":".join(key), record, where)
            if key in verdicts:
                stored = dataclasses.replace(verdicts[key], text=text)
                group.stored[key] = stored
                if text:
                    content = cast(bytes, record["content"])
                    self._splits.store(*key, stored.verdict, stored.split, content)
        faults = [*invariants.check_keys(keys, part.buckets, part.bucket)]
        if self.output.finished("verdicts"):
            judged = [key for key, _ in decided if part.holds(key[0])]
            faults += invariants.check_decided(keys, judged)
        self.ledger.enter("store", faults, where, len(keys))

    def _text(self, place: str, record: Mapping[str, object], where: str) -> bytes | None:
        text = cast("bytes | None", record["text"])
        content, reason = cast(bytes, record["content"]), str(record["reason"])
        faults = invariants.check_content(text, content, reason)
        self.ledger.enter_of("content", place, faults, where)
        self.totals["store"].update({"files": 1, "bytes": cast(int, record["size"])})
        if text is not None:
            self.totals["store"].update({"text_files": 1, "text_bytes": len(text)})
        return text

    def _woven(self, parts: Mapping[str, Sequence[Part]], group: Group) -> None:
        self._set_aside(parts["graph"], group)
        form = Form.of(self.output)
        for part in parts["shards"]:
            self._shard(part, group, form)
        for key, stored in group.stored.items():
            pieces, splits = group.pieces.get(key, []), group.splits.get(key, set())
            faults = invariants.check_coverage(stored, splits, pieces, form.repeats)
            self.ledger.enter_of("coverage", ":".join(key), faults)
        self._graph(parts.get("graph", ()), group)

    def _set_aside(self, parts: Iterable[Part], group: Group) -> None:
        """Gives the files that weave set aside their last verdict."""
        for part in parts:
            if part.kind != graph_tables.FAILURES:
                continue
            failures = failed.of_part(self.output, part)
            for (repo, path), stored in group.stored.items():
                if stored.verdict in KEPT and failed.of_file(failures.get(repo, {}), path):
                    group.stored[repo, path] = dataclasses.replace(stored, verdict=FAILED)
                    self.totals["shards"][FAILED_FILES] += 1

    def _shard(self, part: Part, group: Group, form: Form) -> None:
        rows = self._rows(part, form)
        if form.cut:  # an example may stand in two rows: what it holds is checked when it is whole
            found = fragments.whole(row for _, row in rows)
            rows = ((f"{part.name} key {row.key.hex()}", row) for row in found)
        for where, row in rows:
            self._contents(row, part, where, group, form)

    def _rows(self, part: Part, form: Form) -> Iterator[tuple[str, PackedRow]]:
        """The rows of a shard and their places, checked for what holds of rows."""
        last = b""
        for number, row in enumerate(self.output.rows(part)):
            where, ids = f"{part.name} row {number}", np.frombuffer(row.input_ids, "<i4")
            if row.key <= last:
                fault = Fault(f"row key {row.key.hex()} follows {last.hex()}")
                self.ledger.enter("order", [fault], where)
            last = row.key
            self.ledger.enter("lengths", invariants.check_lengths(row, form.capacity), where)
            self.ledger.enter("labels", invariants.check_labels(row, ids), where)
            self._count(row, part)
            yield where, row

    def _contents(self, row: PackedRow, part: Part, where: str, group: Group, form: Form) -> None:
        """Checks what holds of whole segments and of their files."""
        ids = np.frombuffer(row.input_ids, "<i4")
        self.ledger.enter("order", self._repeated(row), where)
        self._row(row, ids, form, where)
        for key, file in (
            (segment.repo, file) for segment in row.segments for file in segment.files
        ):
            place = (key, file.path)
            if file.is_copy:
                self.totals["shards"]["repeated/pieces"] += 1
            else:
                self.totals["shards"].update(pieces=1, masked_pieces=int(file.masked))
            group.pieces.setdefault(place, []).append(file)
            group.splits.setdefault(place, set()).add(part.kind)
            self._piece(place, file, ids[file.start : file.end], group, form, where)

    def _repeated(self, row: PackedRow) -> Iterator[Fault]:
        for segment in row.segments:
            if segment.unit in self._units:
                yield Fault(f"unit {segment.unit.hex()} stands in a second row", segment.repo)
            self._units.add(segment.unit)

    def _row(self, row: PackedRow, ids: Ids, form: Form, where: str) -> None:
        checks = {
            "borders": invariants.check_borders(row, ids, form.tokenizer),
            "provenance": invariants.check_provenance(row, ids, form.tokenizer),
            "copies": copies.check_copies(row, form.repeats),
        }
        if row.middle_remaining is not None:
            checks["remaining"] = middles.check_remaining(row, ids, form.tokenizer)
        for check, faults in checks.items():
            self.ledger.enter(check, faults, where)

    def _count(self, row: PackedRow, part: Part) -> None:
        tokens = len(row.input_ids) // 4
        self.totals["shards"].update(rows=1, tokens=tokens, segments=len(row.segments))
        self.totals["shards"].update(
            {f"split/{part.kind}/rows": 1, f"split/{part.kind}/tokens": tokens}
        )

    def _piece(
        self, key: Key, file: PlacedFile, ids: Ids, group: Group, form: Form, where: str
    ) -> None:
        place = ":".join(key)
        faults = invariants.check_sentinels(file, ids, form.tokenizer, form.variant)
        self.ledger.enter_of("sentinels", place, faults, where)
        stored = group.stored.get(key)
        if stored is None or stored.text is None:
            self.ledger.enter_of("text", place, ["the store has no text of it"], where)
            return
        faults = invariants.check_text(file, ids, stored.text, form.tokenizer)
        self.ledger.enter_of("text", place, faults, where)

    def _graph(self, parts: Iterable[Part], group: Group) -> None:
        kept: dict[str, list[str]] = {}
        for (repo, path), stored in group.stored.items():
            if stored.verdict in KEPT:
                kept.setdefault(repo, []).append(path)
        order: dict[str, list[tuple[int, str]]] = {}
        edges: dict[str, list[tuple[str, str]]] = {}
        for part in parts:
            if part.kind == "order":
                for record in self.output.records(part, ("repo", "position", "path")):
                    place = (cast(int, record["position"]), str(record["path"]))
                    order.setdefault(str(record["repo"]), []).append(place)
            elif part.kind == "edges":
                for record in self.output.records(part, ("repo", "importer", "imported", "kept")):
                    if record["kept"]:
                        edge = (str(record["importer"]), str(record["imported"]))
                        edges.setdefault(str(record["repo"]), []).append(edge)
        for repo in sorted(kept.keys() | order.keys()):
            faults = invariants.check_graph(
                kept.get(repo, ()), order.get(repo, ()), edges.get(repo, ())
            )
            self.ledger.enter_of("graph", repo, faults, "graph")

    def _balance(self, step: str) -> Iterator[Fault]:
        """What a manifest counts is what is there; a number that it lacks is not missed."""
        stats = self.output.manifest(step).stats
        counted = self.totals.get(step, collections.Counter())
        verdicts = {key for key in stats if key.startswith("verdict/")}
        for key in sorted(verdicts | (counted.keys() & stats.keys())):
            if counted[key] != stats[key]:
                yield Fault(
                    f"its manifest counts {stats[key]:.0f} of {key}, {counted[key]} are there"
                )
        read, judged = (self.totals[name]["files"] for name in ("store", "verdicts"))
        if step == "verdicts" and read != judged:
            yield Fault(f"{read} files were read, {judged} have a verdict")


def print_verification(output: Output, *, failures: int = 20) -> int:
    """Verifies a run, prints what was checked and the first failures.

    Args:
        output: the run.
        failures: how many failures to name; all are counted.

    Returns:
        0 where every law holds, else 1.
    """
    ledger = Ledger(failures)
    Verification(output, ledger).run()
    console.print_sections([ledger.table()])
    for failure in ledger.first:
        print(console.printable(str(failure)), file=sys.stderr)
    total = ledger.failed.total()
    if total > len(ledger.first):
        print(f"and {total - len(ledger.first)} more faults", file=sys.stderr)
    if ledger.failed["files"] or ledger.failed["schema"] or ledger.failed["steps"]:
        way = "delete a damaged file and run the same `repoloom run` again: it does its step again"
        print(way, file=sys.stderr)
    return 1 if total else 0
