"""What redaction replaces in real repositories: a sample to read, and whether code stays whole.

    python -m benchmarks.false_alarms --input FOLDER ... [--count 200] [--most 20] [--kind KIND]

Takes inputs as `repoloom pack` does.  Draws `--count` redactions, at most `--most` of a repository,
and prints each with its line, the value between `⟦` and `⟧`, for a reader to say which are wrong.
Above them stand the counts by kind, and the files that have more syntax errors than before (there
must be none) by a parse of each redacted file of a language with a grammar.  Which spans are drawn
depends on their text and `--seed` alone.  The output holds what redaction takes out: it is for a
terminal or a temporary folder.
"""

import argparse
import collections
import dataclasses
from collections.abc import Iterable, Iterator

from repoloom import languages
from repoloom.pipeline import sources
from repoloom.transforms import keyed
from repoloom.transforms.records import RawFile
from repoloom.transforms.redaction import redact, widening
from repoloom.transforms.signals import encoding

SECRET = b"a key of the measurement"
LIMITS = sources.Limits(max_file_bytes=1 << 20)
AROUND = 110  # bytes of the line that are shown on either side


@dataclasses.dataclass(frozen=True)
class Shown:
    """One redaction with what a reader needs to judge it."""

    repo: str
    path: str
    kind: str
    line: int
    text: str


@dataclasses.dataclass
class Read:
    """All redactions of some repositories, and what became of the syntax."""

    shown: list[Shown] = dataclasses.field(default_factory=list)
    parsed: int = 0
    broken: list[str] = dataclasses.field(default_factory=list)
    size: int = 0


def read(files: Iterable[RawFile]) -> Read:
    """Redacts all files."""
    result = Read()
    for raw in files:
        text = encoding.decode(raw.data).text if raw.data is not None else None
        if text is None:
            continue
        result.size += len(text)
        language = languages.language_of(raw.path, text[:512])
        redacted = redact.redact(text, secret=SECRET, path=raw.path, language=language)
        if redacted.redactions:
            result.shown += shown(raw, text, redacted)
            before, after = (widening.errors(language, one) for one in (text, redacted.text))
            result.parsed += after is not None
            if before is not None and after is not None and after > before:
                result.broken.append(f"{raw.repo} {raw.path}")
    return result


def shown(raw: RawFile, text: bytes, redacted: redact.Redacted) -> Iterator[Shown]:
    """Each redaction of one file with its line."""
    for one in redacted.redactions:
        first = max(text.rfind(b"\n", 0, one.start) + 1, one.start - AROUND)
        last = text.find(b"\n", one.end)
        last = min(len(text) if last < 0 else last, one.end + AROUND)
        parts = (text[first : one.start], text[one.start : one.end], text[one.end : last])
        before, value, after = (part.decode("utf-8", "replace") for part in parts)
        value = value if len(value) <= AROUND else f"{value[:60]} ... {value[-30:]}"
        line = text.count(b"\n", 0, one.start) + 1
        yield Shown(raw.repo, raw.path, one.kind, line, f"{before}⟦{value}⟧{after}".strip())


def drawn(all_shown: Iterable[Shown], count: int, most: int, seed: int) -> list[Shown]:
    """`count` redactions in an order that depends on them and the seed, few of one repository."""

    def place(one: Shown) -> int:
        return keyed.digest64(
            "false_alarms", str(seed), one.repo, one.path, str(one.line), one.text
        )

    taken: collections.Counter[str] = collections.Counter()
    chosen: list[Shown] = []
    for one in sorted(all_shown, key=place):
        if taken[one.repo] < most and len(chosen) < count:
            taken[one.repo] += 1
            chosen.append(one)
    return sorted(chosen, key=lambda one: (one.kind, one.repo, one.path, one.line))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", action="append", required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--most", type=int, default=20)
    parser.add_argument("--kind", action="append", default=[])
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    found = sources.discover(given.input)
    result = read(raw for source in found for raw in sources.read(source, LIMITS))
    kinds = collections.Counter(one.kind for one in result.shown)
    print(f"{len(found)} repositories, {result.size / 1e6:.1f} MB: {dict(sorted(kinds.items()))}")
    print(f"{len(result.broken)} of {result.parsed} redacted files with a grammar are broken")
    print(*result.broken, sep="\n")
    wanted = [one for one in result.shown if not given.kind or one.kind in given.kind]
    for number, one in enumerate(drawn(wanted, given.count, given.most, given.seed), start=1):
        print(f"{number:3} {one.kind} {one.repo} {one.path}:{one.line}\n      {one.text}")


if __name__ == "__main__":
    main()
