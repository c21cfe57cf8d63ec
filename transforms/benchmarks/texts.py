"""The texts that stand for an item, as tokens, and what several items share as scaffolding.

Of each item the prompt, the solution, the test, prompt and solution together, and these two without
comments.  N-grams that several items of one benchmark share are its scaffolding, not its content:
they are left out, and listed.
"""

import collections
import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from repoloom.transforms.benchmarks import postings, readings
from repoloom.transforms.benchmarks.suites import Item
from repoloom.transforms.duplicates import shingles
from repoloom.transforms.duplicates.shingles import Hashes

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

N = 10  # tokens of an n-gram
# Scaffolding is shared by more than two items, and by more than one in 200 of a large benchmark:
# two tasks about the same subject share a sentence.
_SCAFFOLD_ITEMS = 2
_SCAFFOLD_SHARE = 1 / 200
# Bytes without blanks from which a whole text is evidence by itself.  28 gave no hit in 107 MB of
# clean repositories either, but admits `def add(x: int, y: int): return x + y`.
WHOLE = 32
_SHORT = 120  # characters of a part from which half of it has enough n-grams
_LISTED = 50  # suppressed n-grams that the index lists by benchmark

_TOKEN = re.compile(r"[A-Za-z0-9_\x80-\U0010ffff]+|[!-~]")
_COMMENT = re.compile(
    r"\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}|/\*[\s\S]*?\*/"
    r"|(?m:^[ \t]*(?:#(?!include|define|if|end)|//|--).*$)"
)
_SIGNS = ("#", "//", "--", "/*", '"""', "'''")  # no comment without one


@dataclasses.dataclass(frozen=True, eq=False)
class Texts:
    """The texts of a benchmark, one behind the other: arrays over texts, and over tokens.

    Attributes:
        contents: the texts themselves.
        items: number of the item of each text.
        groups: benchmark and language of each, in which scaffolding is counted.
        counted: whether its n-grams are counted; the others are looked for as a whole.
        programs: whether near copies of it are looked for.
        whole: whether it has enough bytes without blanks to be evidence as a whole.
        starts: text `t` has the tokens `tokens[starts[t] : starts[t + 1]]`.
        grams: uint64[G]: n-grams inside a text; `owners` has the text of each, `places` its first
            token in it.
    """

    contents: list[str]
    items: Ints
    groups: list[tuple[str, str]]
    counted: Flags
    programs: Flags
    whole: Flags
    starts: Ints
    tokens: Hashes
    grams: Hashes = dataclasses.field(init=False)
    owners: Ints = dataclasses.field(init=False)
    places: Ints = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        """Makes the n-grams."""
        lengths = np.diff(self.starts)
        text = np.repeat(np.arange(len(lengths)), lengths)
        grams = shingles.ngrams(self.tokens, N)
        inside = np.flatnonzero(text[: len(grams)] == text[N - 1 :][: len(grams)])
        object.__setattr__(self, "grams", grams[inside])
        object.__setattr__(self, "owners", text[inside])
        object.__setattr__(self, "places", inside - self.starts[text[inside]])

    def hashes(self) -> Hashes:
        """One hash over all tokens of each text."""
        return shingles.run_hashes(self.tokens, self.starts[:-1], self.starts[1:])


def tokens_of(text: bytes) -> Hashes:
    r"""The tokens that count: small letters, without what `readings.plain` blanks.

    A solution with `# ` or `// ` before each line is the same tokens then, and `\"` the same as
    a quote.
    """
    return shingles.token_hashes(readings.plain(text), lower=True)


def of(items: Sequence[Item], numbers: Mapping[tuple[str, str], int]) -> Texts:
    """Each text of a benchmark once, with the first item that has it.

    A set of infilling tasks has one program some forty times; counted as forty items, all of it
    would be scaffolding.

    Args:
        items: of one benchmark or several, sorted.
        numbers: of the items, by benchmark and item.
    """
    rows: list[tuple[str, Item, bool, bool]] = []
    seen: set[tuple[str, str]] = set()
    for item in items:
        counted, near = _counted(item), programs(item)
        for content in _contents(item, near):
            if (item.benchmark, content) not in seen:
                seen.add((item.benchmark, content))
                rows.append((content, item, content in counted, content in near))
    contents = [content for content, *_ in rows]
    starts, tokens = _tokens(contents)
    return Texts(
        contents=contents,
        items=np.array([numbers[item.benchmark, item.item] for _, item, *_ in rows], np.int64),
        groups=[(item.benchmark, item.language) for _, item, *_ in rows],
        counted=np.array([counted for *_, counted, _ in rows], bool),
        programs=np.array([program for *_, program in rows], bool),
        whole=np.array([_whole(content) for content in contents], bool),
        starts=starts,
        tokens=tokens,
    )


def _whole(content: str) -> bool:
    dense = "".join(content[:_SHORT].split())
    if len(dense) < WHOLE:
        dense = "".join(content.split())
    return len(dense.encode("utf-8", "surrogatepass")) >= WHOLE


_BORDER = b"\nborder0of0two0texts\n"


def _tokens(contents: Sequence[str]) -> tuple[Ints, Hashes]:
    """(where each text starts, tokens of all): thousands of short texts are hashed at one go."""
    data = [content.encode("utf-8", "surrogatepass") for content in contents]
    tokens = tokens_of(_BORDER.join([*data, b""]))
    border = tokens == tokens_of(_BORDER)
    ends = np.flatnonzero(border) - np.arange(len(contents))
    return np.concatenate([[0], ends]).astype(np.int64), tokens[~border]


def _contents(item: Item, bare: Sequence[str]) -> Iterator[str]:
    """The texts of an item, each once: its parts, prompt with solution, that without comments."""
    bodies = bare[: len(item.solutions)]
    heads = [_stripped(prompt) for prompt in item.prompts if bodies]
    stripped = [head + "\n" + body for head in heads for body in bodies]
    parts = (*item.prompts, *item.solutions, *item.tests, *_joined(item), *item.wholes)
    yield from dict.fromkeys(part for part in (*parts, *stripped, *bare) if part.strip())


def _joined(item: Item) -> list[str]:
    return [prompt + "\n" + solution for prompt in item.prompts for solution in item.solutions]


def programs(item: Item) -> list[str]:
    """The solutions of an item, and its whole programs, without comments."""
    return [_stripped(text) for text in (*item.solutions, *item.wholes)]


def _stripped(text: str) -> str:
    """A text without comments."""
    return _COMMENT.sub("", text) if any(sign in text for sign in _SIGNS) else text


def _counted(item: Item) -> frozenset[str]:
    """The texts whose n-grams are counted: half of what is put together is half of a part."""
    parts = (*item.prompts, *item.solutions, *item.tests, *item.wholes)
    short = any(len(part) < _SHORT for part in (*item.prompts, *item.solutions))
    return frozenset((*parts, *_joined(item)) if short else parts)


Scaffold = tuple[Hashes, Ints]  # n-grams, sorted, and the items that share each


def scaffolding(texts: Texts) -> dict[str, Scaffold]:
    """By benchmark, the n-grams that too many of its items share.

    Items are counted within one benchmark and language: the same task in two languages shares its
    description, and that is content.
    """
    shared: dict[str, list[Scaffold]] = collections.defaultdict(list)
    numbers = {group: number for number, group in enumerate(sorted(set(texts.groups)))}
    of_text = np.array([numbers[group] for group in texts.groups], np.int64)
    counted = texts.counted[texts.owners]
    for (benchmark, _), number in numbers.items():
        own = counted & (of_text[texts.owners] == number)
        members = len(set(texts.items[of_text == number].tolist()))
        shared[benchmark].append(_shared(texts.grams[own], texts.items[texts.owners[own]], members))
    return {name: _most(found) for name, found in sorted(shared.items())}


def _shared(grams: Hashes, items: Ints, members: int) -> Scaffold:
    """Those that too many items of a group have."""
    values, counts = holders(grams, items)
    many = counts > max(_SCAFFOLD_ITEMS, int(members * _SCAFFOLD_SHARE))
    return values[many], counts[many]


def holders(hashes: Hashes, items: Ints) -> Scaffold:
    """The different hashes, sorted, and how many different items have each."""
    order, groups = grouped(hashes)
    first = np.flatnonzero(np.diff(groups, prepend=-1))
    return hashes[order[first]], members(groups, items[order])


def grouped(hashes: Hashes) -> tuple[Ints, Ints]:
    """(order, groups): the order of the hashes, and so ordered the number of each one's value."""
    order = np.argsort(hashes)
    ordered = hashes[order]
    groups = np.zeros(len(hashes), np.int64)
    np.cumsum(ordered[1:] != ordered[:-1], out=groups[1:])
    return order, groups


def members(groups: Ints, items: Ints) -> Ints:
    """How many different items each group has; two sorts of one number each, not one of two."""
    most = int(items.max(initial=0)) + 1
    pairs = np.sort(groups * most + items)
    different = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))]
    return np.bincount(different // most)


def _most(found: Sequence[Scaffold]) -> Scaffold:
    """Several tables as one: the last count of each."""
    grams = np.concatenate([values for values, _ in found])
    counts = np.concatenate([numbers for _, numbers in found])
    order = np.lexsort((-counts, grams))
    first = np.ones(len(grams), bool)
    first[1:] = grams[order][1:] != grams[order][:-1]
    return grams[order][first], counts[order][first]


def listed(texts: Texts, benchmark: str, scaffold: Scaffold) -> tuple[str, ...]:
    """The words of the most shared n-grams of a benchmark."""
    grams, counts = scaffold
    most = grams[np.lexsort((grams, -counts))[:_LISTED]]
    at = np.flatnonzero(inside(texts.grams, np.sort(most)))
    words: dict[int, str] = {}
    for place in at.tolist():
        gram, owner = int(texts.grams[place]), int(texts.owners[place])
        if gram not in words and texts.groups[owner][0] == benchmark:
            first = int(texts.places[place])
            words[gram] = " ".join(_words(texts.contents[owner])[first : first + N])
    number = dict(zip(grams.tolist(), counts.tolist(), strict=True))
    return tuple(word for _, word in sorted((-number[gram], word) for gram, word in words.items()))


def _words(content: str) -> list[str]:
    plain = readings.plain(content.encode("utf-8", "surrogatepass"))
    return _TOKEN.findall(plain.decode("utf-8", "replace").lower())


def inside(hashes: Hashes, table: Hashes) -> Flags:
    """Whether each hash is in a sorted table."""
    found = np.zeros(len(hashes), bool)
    if len(table):
        at = postings.Filter.of(table).places(hashes) if len(hashes) > len(table) else slice(None)
        found[at] = table.take(np.searchsorted(table, hashes[at]), mode="clip") == hashes[at]
    return found
