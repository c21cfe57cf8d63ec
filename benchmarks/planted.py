"""A corpus with planted copies, made of the files of installed packages.

Copies are planted into repositories of their own, so that each shows what select does with it:
exact copies, near copies (a few percent of the lines edited), programs that differ in operators
and numbers only, and distinct one-line files.
"""

import dataclasses
import hashlib
import pathlib
import random
import sysconfig
from collections.abc import Iterator

from repoloom.transforms import keyed
from repoloom.transforms.duplicates import minhash, similarity
from repoloom.transforms.records import TRAIN, SourceFile
from repoloom.transforms.signals import quality
from repoloom.transforms.verdicts import policy

Key = tuple[str, str]

OPERATORS = ("+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "//", "**")
ORDERS = ("<", ">", "<=", ">=", "==", "!=")
MAX_BYTES = 60_000


@dataclasses.dataclass
class Corpus:
    """Files by (repository, path), and the keys of what was planted."""

    files: dict[Key, bytes] = dataclasses.field(default_factory=dict)
    exact: list[tuple[Key, Key]] = dataclasses.field(default_factory=list)
    near: list[tuple[Key, Key, float]] = dataclasses.field(default_factory=list)
    operators: list[Key] = dataclasses.field(default_factory=list)
    lines: list[Key] = dataclasses.field(default_factory=list)


def installed(count: int) -> dict[Key, bytes]:
    """Python files of the running interpreter's packages, one repository a package.

    Which ones depends on names alone.  A file without a signature is left out, and so is one that
    its own signals drop, such as a generated one: neither takes part in near deduplication.
    """
    root = pathlib.Path(sysconfig.get_path("purelib"))
    paths = [path.relative_to(root) for path in root.rglob("*.py")]
    paths.sort(key=lambda path: keyed.digest64("planted", path.as_posix()))
    found: dict[Key, bytes] = {}
    for path in paths:
        if len(found) == count:
            return found
        key = ("installed/" + path.parts[0], "/".join(path.parts[1:]))
        if len(path.parts) > 1 and (text := _text(root / path)) and _is_trained(key, text):
            found[key] = text
    raise SystemExit(f"{len(found)} files under {root} are fit to be planted, {count} are needed")


def measured(key: Key, text: bytes) -> SourceFile:
    """A row of the store."""
    return SourceFile(
        *key,
        "python",
        text,
        size=len(text),
        content=hashlib.sha256(text).digest(),
        signature=minhash.signature(text),
        signals=quality.measure(key[1], "python", text),
    )


def _is_trained(key: Key, text: bytes) -> bool:
    file = measured(key, text)
    judged = policy.judge(file, policy.Policy()).verdict
    return judged == TRAIN and file.signature != b""


def _text(path: pathlib.Path) -> bytes:
    """The text of a file of usual size, else b""."""
    data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    try:
        data.decode()
    except UnicodeDecodeError:
        return b""
    return data


def plant(
    base: dict[Key, bytes], *, copies: int = 200, variants: int = 12, lines: int = 100
) -> Corpus:
    """Plants copies of a base corpus into it."""
    draw = keyed.rng(1, "planted")
    corpus = Corpus(dict(base))
    keys = sorted(base)
    for number, key in enumerate(draw.sample(keys, copies)):
        copy = (f"copies/{number % 20:02d}", f"{number}.py")
        corpus.files[copy] = base[key]
        corpus.exact.append((key, copy))
    for key, text, alike in _near_copies(base, draw, copies):
        copy = (f"near/{len(corpus.near) % 20:02d}", f"{len(corpus.near)}.py")
        corpus.files[copy] = text
        corpus.near.append((key, copy, alike))
    for number in range(variants):
        corpus.operators.append((f"operators/{number}", "combine.py"))
        corpus.files[corpus.operators[-1]] = variant(number)
    for number in range(lines):
        corpus.lines.append((f"lines/{number % 10}", f"{number}.py"))
        corpus.files[corpus.lines[-1]] = b"from package.module_%d import name\n" % number
    return corpus


def _near_copies(
    base: dict[Key, bytes], draw: random.Random, count: int
) -> Iterator[tuple[Key, bytes, float]]:
    """Edited files whose Jaccard index with the original is 0.7 or more, and less than 1."""
    keys = sorted(base)
    while count:
        key = draw.choice(keys)
        text = edited(base[key], draw.choice((0.02, 0.03, 0.05)), draw)
        alike = similarity.text_jaccard(base[key], text)
        if 0.7 <= alike < 1:
            yield key, text, alike
            count -= 1


def edited(text: bytes, share: float, draw: random.Random) -> bytes:
    """The text with this share of its lines deleted, preceded by a comment, or changed."""
    lines = text.splitlines(keepends=True)
    for _ in range(max(1, round(share * len(lines)))):
        at = draw.randrange(len(lines))
        note = b"# note %d here\n" % draw.randrange(1000)
        lines[at] = draw.choice((b"", note + lines[at], lines[at].replace(b"e", b"E", 1)))
    return b"".join(lines)


def variant(number: int) -> bytes:
    """One of the programs that differ in operators and numbers alone."""
    sign, order = OPERATORS[number % len(OPERATORS)], ORDERS[number % len(ORDERS)]
    return (
        'def combine(left, right):\n    """Combines two numbers."""\n'
        f"    total = left {sign} right\n    total = total {sign} {number + 2}\n"
        f"    if total {order} {number * 10}:\n        return total {sign} {number}\n"
        f"    return {number} {sign} total\n"
    ).encode()


def pairs_at(target: float, count: int, *, within: float = 0.01) -> Iterator[tuple[bytes, bytes]]:
    """Pairs of made-up texts whose true Jaccard index is `target`, give or take `within`."""
    draw = keyed.rng(2, "pairs", str(target))
    while count:
        lines = [_line(draw) for _ in range(60)]
        changed = list(lines)
        places = draw.sample(range(60), 59)
        for at in places:
            changed[at] = _line(draw)
            first, second = b"".join(lines), b"".join(changed)
            alike = similarity.text_jaccard(first, second)
            if alike <= target + within:
                break
        if abs(alike - target) <= within:
            yield first, second
            count -= 1


def _line(draw: random.Random) -> bytes:
    words = [b"w%d" % draw.randrange(10**6) for _ in range(draw.randrange(3, 9))]
    return b" ".join(words) + b"\n"
