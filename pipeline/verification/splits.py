"""Train against validation: what a run knows to be alike must stand in one split.

Copies tie repositories together, and a tied group goes to one split whole.  What ties them is in
the run itself: every verdict on a copy names its twin, and equal contents have equal digests.  As
each tie is checked, every chain of ties is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from repoloom.pipeline.verification.ledger import Fault
from repoloom.transforms.records import KEPT
from repoloom.transforms.verdicts import verdicts


class Splits:
    """Collects the splits and ties of a run, file by file, and then says which do not fit.

    It holds 8 bytes a kept file, the names of the repositories, and those of the files that are
    held out.

    Attributes:
        ties: how many ties between two files or repositories were looked at.
    """

    def __init__(self) -> None:
        self.ties = 0
        self._splits: dict[str, str] = {}
        self._twins: dict[tuple[str, str], str] = {}
        self._split: list[Fault] = []
        self._trained: list[np.ndarray[tuple[int], np.dtype[np.uint64]]] = []
        self._held: dict[int, str] = {}
        self._pending: list[int] = []

    def decide(self, record: Mapping[str, object]) -> None:
        """Takes in one verdict, a row of the verdict table."""
        repo, path, split = (str(record[name]) for name in ("repo", "path", "split"))
        given = self._splits.setdefault(repo, split)
        if given != split:
            self._split.append(
                Fault(f"it is in {split}, its repository in {given}", f"{repo}:{path}")
            )
        twin = verdicts.twin(str(record["reason"]), str(record["evidence"]))
        if twin and not twin.startswith(verdicts.EARLIER):  # its split is told by its own run
            self.ties += 1
            # One place is enough for each two repositories, but for names that hold a colon.
            name = twin if twin.count(":") > 1 else twin.partition(":")[0]
            self._twins.setdefault((repo, name), path)

    def store(self, repo: str, path: str, verdict: str, split: str, content: bytes) -> None:
        """Takes in the content of one file that is not empty."""
        if verdict not in KEPT:
            return
        digest = int.from_bytes(content[:8], "big")
        if split == "train":
            self._pending.append(digest)
        else:
            self._held.setdefault(digest, f"{repo}:{path}")
        if len(self._pending) >= 1 << 16:
            self._flush()

    def _flush(self) -> None:
        self._trained.append(np.array(self._pending, np.uint64))
        self._pending = []

    def faults(self) -> Iterator[Fault]:
        """What stands in both splits."""
        yield from self._split
        for (repo, name), path in sorted(self._twins.items()):
            place, twin = f"{repo}:{path}", self._repository(name)
            if twin is None:
                yield Fault(f"its twin {name} is in no verdict", place)
            elif self._splits[twin] != self._splits[repo]:
                found = f"it is in {self._splits[repo]}, its twin {name} in {self._splits[twin]}"
                yield Fault(found, place)
        yield from self._shared()

    def _repository(self, name: str) -> str | None:
        """The repository of a twin: `repo`, or `repo:path`."""
        parts = name.split(":")
        heads = [":".join(parts[:end]) for end in range(len(parts), 0, -1)]
        return next((head for head in heads if head in self._splits), None)

    def _shared(self) -> Iterator[Fault]:
        self._flush()
        held = np.array(sorted(self._held), np.uint64)
        for part in self._trained:
            for digest in np.intersect1d(part, held).tolist():
                yield Fault("a file of the same content is in train", self._held[digest])
