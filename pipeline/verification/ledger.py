"""What `repoloom verify` has checked, and what did not hold."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Mapping

from repoloom.pipeline.console import Section, count

CHECKS: Mapping[str, str] = {
    "steps": "every step is finished and was made from the ones beside it",
    "files": "size and SHA-256 of every file are its manifest's, and none is unlisted",
    "schema": "the columns of every table are the format's, the rows as many as listed",
    "store": "files are sorted, in their bucket, and have one verdict each",
    "content": "a stored text has the SHA-256 beside it, any other file a reason",
    "split": "a repository is in one split, with all that it shares a file or near copy with",
    "lengths": "seq_lengths sum to the ids of the row, within its capacity",
    "borders": "a segment is <bos> ... <eos> with neither inside",
    "provenance": "the spans of a segment's files tile it",
    "labels": "labels are the ids, and -100 where loss is masked",
    "copies": "repeated files stand before a segment's own, without loss but by setting",
    "remaining": "middle_remaining counts every middle down to 0, where a run has it",
    "order": "row keys ascend in a shard, a unit stands in one row",
    "sentinels": "the control ids of a piece are those of its mode",
    "text": "prefix, middle and suffix of a piece are the store's bytes",
    "coverage": "a train file stands in the shards once, no byte lost or repeated",
    "graph": "the order holds every kept file once, kept edges have no cycle",
    "balance": "store, verdicts and shards count the same files, rows, tokens",
}
"""Name and law of each check, in the order of the report."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """A law that does not hold; `place` is `repo:path`, a repository, or "" for a whole row."""

    message: str
    place: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Failure:
    """A fault with the check that found it; `where` is the file of the run, and the row in it."""

    check: str
    fault: Fault
    where: str

    def __str__(self) -> str:
        places = ", ".join(filter(None, (self.fault.place, self.where)))
        return f"{self.check}: {places}{': ' if places else ''}{self.fault.message}"


class Ledger:
    """Counts what was checked and keeps the first failures.

    Attributes:
        checked: how many things each check looked at.
        failed: how many faults it found.
        first: the first failures, at most `limit`.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.checked: collections.Counter[str] = collections.Counter()
        self.failed: collections.Counter[str] = collections.Counter()
        self.first: list[Failure] = []

    def enter(self, check: str, faults: Iterable[Fault], where: str = "", things: int = 1) -> None:
        """Enters one check of `things` things."""
        self.checked[check] += things
        for fault in faults:
            self.failed[check] += 1
            if len(self.first) < self.limit:
                self.first.append(Failure(check, fault, where))

    def enter_of(self, check: str, place: str, messages: Iterable[str], where: str = "") -> None:
        """Enters one check of one file or repository."""
        self.enter(check, (Fault(message, place) for message in messages), where)

    def table(self) -> Section:
        """What was checked, in numbers."""
        rows = tuple(
            (f"{check}: {law}", count(self.checked[check]), count(self.failed[check]))
            for check, law in CHECKS.items()
            if self.checked[check]
        )
        return Section("What was checked", ("law", "checked", "faults"), rows)
