"""Finds text of evaluation benchmarks in files, as n-grams and as whole items.

A text counts as its tokens in lower case, without the signs of comments (see
`index.tokens_of`): layout, indentation, quoting and commenting out do not matter.
Of each item the prompt, the solution, the test, prompt and solution together, and these two without
comments are indexed, in two views:

  verbatim  all tokens of a text in a row, where the text has 32 bytes or more without blanks: short
            solutions such as `return x + y` are everywhere (BigCode exempts them by hand);
  ngram     half of a text's 10-grams and at least eight.  DeepSeek-Coder (arXiv 2401.14196) drops
            on one; of 13,721 files of clean repositories 743 have one, 173 have eight of any
            items, none has half of one text.

  near      a program without comments of 200 bytes or more, under other names or lightly edited:
            see `near_copies`.

An item that is too short for both is indexed as `short`: all its tokens in a row.  N-grams that
several items of one benchmark share are its scaffolding, not its content: they are left out, and
listed.
"""

import collections
import dataclasses
import pathlib
import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from repoloom.transforms.benchmarks import near_copies, suites
from repoloom.transforms.benchmarks.index import Index, N, load, tokens_of
from repoloom.transforms.benchmarks.suites import Item
from repoloom.transforms.duplicates import shingles
from repoloom.transforms.duplicates.shingles import Hashes

__all__ = ["Index", "build", "load"]

LEAST = 8  # n-grams of one text that a file must share with it: 17 tokens in a row, or more apart
SHARE = 0.5  # and the share of the text's n-grams
# Bytes without blanks from which a whole text is evidence by itself.  28 gave no hit in 107 MB of
# clean repositories either, but admits `def add(x: int, y: int): return x + y`.
WHOLE = 32
SHORT = 3  # tokens from which a short item is indexed at all

# Scaffolding is shared by more than two items, and by more than one in 200 of a large benchmark:
# two tasks about the same subject share a sentence.
_SCAFFOLD_ITEMS = 2
_SCAFFOLD_SHARE = 1 / 200
_LISTED = 50  # suppressed n-grams that the index lists by benchmark

_NEVER = np.iinfo(np.int64).max
_TOKEN = re.compile(r"[A-Za-z0-9_\x80-\U0010ffff]+|(?![#/*\\])[!-~]")
_COMMENT = re.compile(
    r"\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}|/\*[\s\S]*?\*/"
    r"|(?m:^[ \t]*(?:#(?!include|define|if|end)|//|--).*$)"
)


@dataclasses.dataclass(frozen=True)
class _Text:
    """One indexed text of an item: its tokens' hashes and its bytes without blanks."""

    item: int
    group: tuple[str, str]
    tokens: Hashes
    grams: Hashes
    size: int
    words: tuple[str, ...]
    program: bool


def build(folder: pathlib.Path, fields: Mapping[str, Sequence[str]] = suites.FIELDS) -> Index:
    """Indexes all benchmark files of a folder.

    Args:
        folder: see `suites.read`.
        fields: names of the record fields, where a benchmark uses others.

    Raises:
        ValueError: a file gives no text, or a benchmark no entry; the message lists the fields.
    """
    items = sorted(suites.read(folder, fields))
    names = sorted({(item.benchmark, item.item) for item in items})
    numbers = {name: number for number, name in enumerate(names)}
    texts = [
        _text(numbers[item.benchmark, item.item], item, content)
        for item, content in _different(items)
    ]
    scaffolding = _scaffolding(texts)
    index = _assembled(names, texts, scaffolding)
    if missing := sorted({item.benchmark for item in items} - index.benchmarks.keys()):
        raise ValueError(
            f"{folder}: nothing to index in {missing}; each text has fewer than {SHORT} tokens"
        )
    return index


def _different(items: Sequence[Item]) -> Iterator[tuple[Item, str]]:
    """Each text of a benchmark once, with the first item that has it.

    A set of infilling tasks has one program some forty times; counted as forty items, all of it
    would be scaffolding.
    """
    seen: set[tuple[str, str]] = set()
    for item in items:
        for content in _contents(item):
            if (item.benchmark, content) not in seen:
                seen.add((item.benchmark, content))
                yield item, content


def _contents(item: Item) -> Iterator[str]:
    """The texts of an item, each once: its parts, prompt with solution, that without comments."""
    joined = [prompt + "\n" + solution for prompt in item.prompts for solution in item.solutions]
    stripped = [_COMMENT.sub("", text) for text in (*joined, *item.solutions)]
    stripped += [_COMMENT.sub("", text) for text in item.wholes]
    parts = (*item.prompts, *item.solutions, *item.tests, *joined, *item.wholes, *stripped)
    yield from dict.fromkeys(part for part in parts if part.strip())


def _text(number: int, item: Item, content: str) -> _Text:
    """One text with its hashes."""
    data = content.encode("utf-8", "surrogatepass")
    tokens = tokens_of(data)
    size = len(data) - sum(data.count(blank) for blank in (b" ", b"\t", b"\r", b"\n"))
    group = (item.benchmark, item.language)
    words = tuple(_TOKEN.findall(content.lower()))
    program = len(data) >= near_copies.LEAST_BYTES and content in _programs(item)
    return _Text(number, group, tokens, shingles.ngrams(tokens, N), size, words, program)


def _programs(item: Item) -> list[str]:
    """The solutions of an item, and its whole programs, without comments."""
    return [_COMMENT.sub("", text) for text in (*item.solutions, *item.wholes)]


def _scaffolding(texts: Sequence[_Text]) -> Mapping[str, Mapping[int, int]]:
    """By benchmark, the n-grams that too many of its items share, with the number of items.

    Items are counted within one benchmark and language: the same task in two languages shares its
    description, and that is content.
    """
    holders: dict[tuple[str, str], dict[int, set[int]]] = {}
    members: dict[tuple[str, str], set[int]] = {}
    for text in texts:
        members.setdefault(text.group, set()).add(text.item)
        grams = holders.setdefault(text.group, collections.defaultdict(set))
        for gram in np.unique(text.grams).tolist():
            grams[gram].add(text.item)
    shared: dict[str, dict[int, int]] = {}
    for group, grams in sorted(holders.items()):
        most = max(_SCAFFOLD_ITEMS, int(len(members[group]) * _SCAFFOLD_SHARE))
        many = {gram: len(items) for gram, items in grams.items() if len(items) > most}
        shared.setdefault(group[0], {}).update(many)
    return shared


def _assembled(
    names: Sequence[tuple[str, str]],
    texts: Sequence[_Text],
    scaffolding: Mapping[str, Mapping[int, int]],
) -> Index:
    """Puts the arrays together; items that nothing was indexed of are left out."""
    long = [text for text in texts if len(text.grams)]
    covered = {text.item for text in long}
    short = [t for t in texts if t.item not in covered and SHORT <= len(t.tokens) < N]
    kept = sorted({text.item for text in (*long, *short)})
    number = {item: at for at, item in enumerate(kept)}
    owners: dict[int, list[int]] = collections.defaultdict(list)
    needs = []
    for at, text in enumerate(long):
        own = [g for g in np.unique(text.grams).tolist() if g not in scaffolding[text.group[0]]]
        needs.append(max(LEAST, int(np.ceil(SHARE * len(own)))) if len(own) >= LEAST else _NEVER)
        for gram in own:
            owners[gram].append(at)
    wholes = _wholes(long, owners, number)
    grams = sorted(owners)
    sizes = [len(owners[gram]) for gram in grams]
    return Index(
        items=tuple(names[item] for item in kept),
        grams=np.array(grams, np.uint64),
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        owners=np.array([at for gram in grams for at in owners[gram]], np.int64),
        text_items=np.array([number[text.item] for text in long], np.int64),
        text_needs=np.array(needs, np.int64),
        whole_grams=np.array([whole[0] for whole in wholes], np.uint64),
        whole_places=np.array([whole[1] for whole in wholes], np.int64),
        whole_lengths=np.array([whole[2] for whole in wholes], np.int64),
        whole_hashes=np.array([whole[3] for whole in wholes], np.uint64),
        whole_items=np.array([whole[4] for whole in wholes], np.int64),
        short_lengths=np.array([len(text.tokens) for text in short], np.int64),
        short_hashes=np.array([_hash_of(text) for text in short], np.uint64),
        short_items=np.array([number[text.item] for text in short], np.int64),
        suppressed=_listed(texts, scaffolding),
        near_copies=near_copies.build(
            sorted(_long_solutions(long, number), key=lambda one: one[0])
        ),
    )


def _long_solutions(
    texts: Sequence[_Text], number: Mapping[int, int]
) -> Iterator[tuple[int, Hashes]]:
    """(item, tokens) of the solutions without comments of which near copies are looked for."""
    for text in texts:
        if text.program and len(text.tokens) >= near_copies.LEAST_TOKENS:
            yield number[text.item], text.tokens


def _hash_of(text: _Text) -> int:
    """One hash over all tokens of a text."""
    return int(shingles.ngrams(text.tokens, len(text.tokens))[0])


def _wholes(
    texts: Sequence[_Text], owners: Mapping[int, Sequence[int]], number: Mapping[int, int]
) -> list[tuple[int, int, int, int, int]]:
    """(rarest n-gram, its place, tokens, hash over all, item) of each text long enough, sorted.

    A text all of whose n-grams are scaffolding says nothing and is left out.
    """
    wholes = set()
    for text in texts:
        grams = text.grams.tolist()
        rarity = [(len(owners[gram]), at) for at, gram in enumerate(grams) if gram in owners]
        if text.size >= WHOLE and rarity:
            at = min(rarity)[1]
            wholes.add((grams[at], at, len(text.tokens), _hash_of(text), number[text.item]))
    return sorted(wholes)


def _listed(
    texts: Sequence[_Text], scaffolding: Mapping[str, Mapping[int, int]]
) -> Mapping[str, tuple[str, ...]]:
    """The words of the most shared n-grams of each benchmark."""
    words: dict[tuple[str, int], str] = {}
    for text in texts:
        shared = scaffolding[text.group[0]]
        for at, gram in enumerate(text.grams.tolist()):
            if gram in shared:
                words.setdefault((text.group[0], gram), " ".join(text.words[at : at + N]))
    listed = {}
    for benchmark, shared in sorted(scaffolding.items()):
        most = sorted(shared, key=lambda gram: (-shared[gram], words[benchmark, gram]))
        listed[benchmark] = tuple(words[benchmark, gram] for gram in most[:_LISTED])
    return listed
