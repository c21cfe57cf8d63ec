"""Names that an item gives to what it asks for: `has_close_elements` is nobody else's.

A short body is no evidence by itself.  Where the item's own name stands beside it, it is.  A name
is an item's own if it is long, is declared in the item's prompt or solution, and hardly another
task of the benchmark declares it: `add`, `isEven` and `Solution` are not.
"""

import collections
import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from repoloom.transforms import keyed
from repoloom.transforms.benchmarks.suites import Item
from repoloom.transforms.duplicates import shingles
from repoloom.transforms.duplicates.shingles import Hashes

_KEYWORDED = (
    r"\b(?:def|function|func|fn|fun|sub|proc|class|struct|interface|object)[ \t]+"
    r"(?:\([^()\n]*\)[ \t]*)?(\w{4,60})"
)
_TYPED = (
    r"\b(?!(?:return|new|else|throw|await|case|in)\b)[\w>\]]+[ \t&*]+(\w{4,60})"
    r"[ \t]*\([^()\n]*\)\s*\{"
)
# The second is tried at each word, and costs four times the first: only where one may end.
_ENDED = re.compile(r"\)\s*\{")
_DECLARED = {True: re.compile(f"{_KEYWORDED}|{_TYPED}"), False: re.compile(f"{_KEYWORDED}|(?!)()")}
_DECLARATIONS = 8  # of a text that are looked at
_TASKS = 2  # of one benchmark that may share a name
_LETTERS, _LETTERS_ALONE = 9, 11  # of a name of several words, and of one: `isEven` is everybody's
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_STATED = 1 << 12  # characters of a text that are looked at


def declared(item: Item) -> tuple[str, ...]:
    """What the texts of an item declare, each once, in their order."""
    texts = (*item.prompts[:1], *item.solutions[:1], *item.wholes[:1])
    found = (_declarations(text[:_STATED]) for text in texts)
    return tuple(dict.fromkeys(itertools.chain.from_iterable(found)))


@functools.lru_cache(maxsize=1 << 13)
def _declarations(text: str) -> tuple[str, ...]:
    """The names in the order of the text; tasks in many languages share their prompts."""
    declared = _DECLARED[bool(_ENDED.search(text))]
    found = itertools.islice(declared.finditer(text), _DECLARATIONS)
    return tuple(match.group(1) or match.group(2) for match in found)


def folded(name: str) -> str:
    """A name in all its spellings: `hasCloseElements` is `has_close_elements`."""
    return name.replace("_", "").lower()


def own(items: Sequence[Item]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The own names of each item, by benchmark and item.

    Args:
        items: of one benchmark or several.
    """
    names = [(item, declared(item)) for item in items]
    tasks: dict[tuple[str, str, str], set[str]] = collections.defaultdict(set)
    for item, given in names:
        for name in given:
            tasks[item.benchmark, item.language, folded(name)].add(item.item)
    return {
        (item.benchmark, item.item): tuple(
            name
            for name in given
            if _telling(name) and len(tasks[item.benchmark, item.language, folded(name)]) <= _TASKS
        )
        for item, given in names
    }


def _telling(name: str) -> bool:
    """Whether a name says more than one common word."""
    letters = len(folded(name))
    return letters >= (_LETTERS if len(_WORDS.findall(name)) > 1 else _LETTERS_ALONE)


def task_of(key: tuple[str, str], given: Sequence[str]) -> int:
    """The number of a task, the same in all benchmarks that have it: of its first own name."""
    name = folded(given[0]) if given else "\0".join(key)
    return keyed.digest64("task", name) >> 2


def packed(by_item: Mapping[int, Sequence[str]], items: int) -> tuple[Hashes, np.ndarray]:
    """(tokens, starts) of the own names of all items, one behind the other.

    An item's tokens are those that a file has where one of its names stands in it, in any spelling.
    """
    spelled = [
        list(dict.fromkeys(form for name in by_item.get(item, ()) for form in _spellings(name)))
        for item in range(items)
    ]
    starts = np.cumsum([0, *(len(own) for own in spelled)]).astype(np.int64)
    whole = " ".join(itertools.chain.from_iterable(spelled)).encode()
    return shingles.token_hashes(whole, lower=True), starts


def _spellings(name: str) -> Iterator[str]:
    """One token each."""
    yield name
    yield folded(name)
    if words := _WORDS.findall(name):
        yield "_".join(words).lower()
