"""Ten thousand parses and outlines of mutated texts for each grammar: no crash, hang or growth.

    python -m benchmarks.fuzz [--parses 10000] [--language rust] FILE...

The files (real sources of any of the languages) are mutated: bytes flipped, stretches dropped,
doubled, and swapped in from other files.  Memory is printed after a tenth of the parses and at the
end: the two should be the same within a few MiB.
"""

import argparse
import faulthandler
import pathlib
import random
import resource
import time
from collections.abc import Sequence

from repoloom import languages

LONGEST_TEXT = 20_000
HANG_S = 60
SYMBOLS = b"(){}[]<>\"'`;:,.#/\\*\n\x00\xff \t=$@"


def mutated(draw: random.Random, texts: Sequence[bytes]) -> bytes:
    """One of the texts with one to eight changes."""
    text = bytearray(draw.choice(texts)[:LONGEST_TEXT])
    for _ in range(draw.randint(1, 8)):
        start = draw.randint(0, len(text))
        end = min(len(text), start + draw.randint(0, 200))
        other = draw.choice(texts)
        cut = draw.randint(0, len(other))
        text[start:end] = draw.choice(
            (
                b"",
                bytes(text[start:end]) * 2,
                bytes([draw.choice(SYMBOLS)]) * draw.randint(1, 50),
                other[cut : cut + 200],
            )
        )
    return bytes(text)


def measure(language: str, texts: Sequence[bytes], parses: int) -> None:
    """Prints the slowest parse and the memory of one language."""
    draw = random.Random(language)  # noqa: S311 - reproducible, no secret
    slowest, early = 0.0, 0
    for number in range(parses):
        text = mutated(draw, texts)
        faulthandler.dump_traceback_later(HANG_S, exit=True)  # code of a grammar heeds no signal
        start = time.thread_time()
        tree = languages.parse(language, text)
        if tree is not None:
            languages.outline(language, text, tree)
        slowest = max(slowest, time.thread_time() - start)
        if number == parses // 10:
            early = memory()
    faulthandler.cancel_dump_traceback_later()
    print(f"{language:12} slowest {slowest:.3f} s, {early} MiB, at the end {memory()} MiB")


def memory() -> int:
    """The most memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--parses", type=int, default=10_000)
    parser.add_argument("--language", choices=sorted(languages.SPECS))
    arguments = parser.parse_args()
    by_language: dict[str, list[bytes]] = {}
    for path in arguments.files:
        text = path.read_bytes()
        by_language.setdefault(languages.language_of(str(path), text), []).append(text)
    for language in sorted(by_language.keys() & languages.SPECS.keys()):
        if arguments.language in (None, language):
            measure(language, by_language[language], arguments.parses)


if __name__ == "__main__":
    main()
