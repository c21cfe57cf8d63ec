"""Finds text of evaluation benchmarks in files: builds the index, and loads it.

A text counts as its tokens in lower case, without the signs of comments and quotes (see
`readings.plain`): layout, indentation, quoting and commenting out do not matter.  `texts` says
which texts stand for an item, `exact_copies` and `near_copies` how they are found, `readings` in
which wrappings, and `index` what of that is evidence.
"""

import pathlib
from collections.abc import Mapping, Sequence

import numpy as np

from repoloom.transforms.benchmarks import exact_copies, names, near_copies, suites, texts, words
from repoloom.transforms.benchmarks.index import Index, load
from repoloom.transforms.benchmarks.suites import Item
from repoloom.transforms.benchmarks.texts import Texts

__all__ = ["Index", "build", "load"]

_ASKED = 512  # tasks of a benchmark and language in which words are counted, evenly spread


def build(folder: pathlib.Path, fields: Mapping[str, Sequence[str]] = suites.FIELDS) -> Index:
    """Indexes all benchmark files of a folder, one benchmark at a time.

    Args:
        folder: see `suites.groups`.
        fields: names of the record fields, where a benchmark uses others.

    Raises:
        ValueError: a file gives no text, or a benchmark no entry; the message lists the fields.
    """
    builder = _Builder()
    for items in suites.groups(folder, fields):
        builder.add(sorted(items))
    index = builder.done()
    if missing := sorted(builder.benchmarks - index.benchmarks.keys()):
        raise ValueError(
            f"{folder}: nothing to index in {missing};"
            f" each text has fewer than {exact_copies.SHORT} tokens"
        )
    return index


class _Builder:
    """Takes one benchmark after the other; of its texts only what the index has is kept."""

    def __init__(self) -> None:
        self.benchmarks: set[str] = set()
        self.numbers: dict[tuple[str, str], int] = {}
        self.exact = exact_copies.Builder()
        self.words = words.Counter()
        self.known: dict[tuple[int, int], int] = {}  # text by hash and length
        self.items: list[set[int]] = []  # of each text
        self.names: dict[int, tuple[str, ...]] = {}
        self.solutions: list[near_copies.Solution] = []
        self.suppressed: dict[str, tuple[str, ...]] = {}

    def add(self, items: Sequence[Item]) -> None:
        """Adds the items of a benchmark."""
        for item in items:
            self.benchmarks.add(item.benchmark)
            self.numbers.setdefault((item.benchmark, item.item), len(self.numbers))
        for key, given in names.own(items).items():
            self.names.setdefault(self.numbers[key], given)
        found = texts.of(items, self.numbers)
        scaffold = np.zeros(len(found.grams), bool)
        benchmark = np.array([name for name, _ in found.groups])
        for name, shared in texts.scaffolding(found).items():
            if listed := texts.listed(found, name, shared):
                self.suppressed.setdefault(name, listed)
            scaffold |= texts.inside(found.grams, shared[0]) & (benchmark == name)[found.owners]
        self._count(found)
        self._add(found, scaffold)

    def _count(self, found: Texts) -> None:
        """Counts in which tasks the tokens are, benchmark by benchmark and language by language."""
        owners = np.repeat(np.arange(len(found.contents)), np.diff(found.starts))
        for group in sorted(set(found.groups)):
            own = np.array([one == group for one in found.groups]) & found.counted
            tasks = np.unique(found.items[own])
            asked = own & np.isin(found.items, tasks[:: -(-len(tasks) // _ASKED) or 1])
            some = asked[owners]
            items = found.items[owners[some]]
            self.words.add(
                *texts.holders(found.tokens[some], items), len(np.unique(found.items[asked]))
            )

    def _add(self, found: Texts, scaffold: texts.Flags) -> None:
        """Adds texts, or the item alone where another benchmark has the text."""
        lengths, hashes = np.diff(found.starts), found.hashes()
        covered = np.isin(found.items, found.items[lengths >= texts.N])
        fit = (lengths >= texts.N) | (~covered & (lengths >= exact_copies.SHORT))
        keys = list(zip(hashes.tolist(), lengths.tolist(), strict=True))
        new = np.zeros(len(keys), bool)
        for at in np.flatnonzero(fit).tolist():
            new[at] = keys[at] not in self.known
            self.known.setdefault(keys[at], len(self.known))
        self.exact.add(found, scaffold, new, hashes)
        self.items += [set() for _ in range(len(self.known) - len(self.items))]
        for at in np.flatnonzero(fit).tolist():
            self.items[self.known[keys[at]]].add(int(found.items[at]))
            if new[at] and found.programs[at] and lengths[at] >= near_copies.LEAST_TOKENS:
                self._add_program(found, at, self.known[keys[at]])

    def _add_program(self, found: Texts, at: int, number: int) -> None:
        if len(found.contents[at].encode("utf-8", "surrogatepass")) >= near_copies.LEAST_BYTES:
            item = int(found.items[at])
            task = names.task_of((found.groups[at][0], str(item)), self.names.get(item, ()))
            tokens = found.tokens[found.starts[at] : found.starts[at + 1]]
            self.solutions.append(near_copies.Solution.of(number, task, tokens))

    def done(self) -> Index:
        """Puts the index together; items that nothing was indexed of are left out."""
        keys = list(self.numbers)
        used = sorted({item for items in self.items for item in items}, key=keys.__getitem__)
        rank = {item: at for at, item in enumerate(used)}
        sizes = [len(items) for items in self.items]
        flat = [rank[item] for items in self.items for item in sorted(items, key=rank.__getitem__)]
        own, starts = names.packed({rank[item]: self.names[item] for item in used}, len(used))
        return Index(
            items=tuple(keys[item] for item in used),
            text_starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            text_items=np.array(flat, np.int32),
            names=own,
            name_starts=starts,
            suppressed=dict(sorted(self.suppressed.items())),
            exact=self.exact.done(),
            near=near_copies.build(self.solutions),
            words=self.words.done(),
        )
