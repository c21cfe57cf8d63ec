"""Mutated texts through the parsers, and mutated repositories through weave: no crash, no hang.

    python -m benchmarks.fuzz [--parses 10000] [--language rust] FILE...
    python -m benchmarks.fuzz --repositories 2000 [--seed 0] tests/corpus/*.md

The files (real sources of any of the languages) are mutated: bytes flipped, stretches dropped,
doubled, and swapped in from other files.  Memory is printed after a tenth of the parses and at the
end: the two should be the same within a few MiB.

With `--repositories` the files are corpus pages, whose cases are small repositories with build
files: some are put together, texts and paths mutated, files dropped; then each is parsed, resolved,
ordered, cut and tokenized, as weave does.  What raises is printed with its number, which with the
seed makes it again (`--first NUMBER --repositories 1`).
"""

import argparse
import contextlib
import faulthandler
import pathlib
import random
import re
import resource
import sys
import time
import traceback
from collections.abc import Mapping, Sequence

from repoloom import languages
from repoloom.transforms.records import Signals, SourceFile
from repoloom.transforms.settings import Weaving
from repoloom.transforms.shards import Repository
from repoloom.transforms.tokens import vocabulary
from repoloom.transforms.tokens.pieces import KeptFile
from repoloom.transforms.tokens.tokenizer import Tokenizer
from repoloom.transforms.weave import weave_repository

LONGEST_TEXT = 20_000
HANG_S = 60
SYMBOLS = b"(){}[]<>\"'`;:,.#/\\*\n\x00\xff \t=$@"
FILE = re.compile(r"^`([^`\n]+)`:\n\n````?\w*\n(.*?)^````?$", re.MULTILINE | re.DOTALL)
WORD = re.compile(rb"[\w:.@/*-]+")
INSTEAD = (b"", b"*", b"**", b"_", b".", b"..", b"/", b"::", b"self", b"a", b'""', b"0")
PLACES = ("", "", "", "src", "lib", "a/b", "vendor", "test")
SETTINGS = Weaving(seed=1, length=256)


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


def reworded(draw: random.Random, text: bytes) -> bytes:
    """The text with one to three words replaced: `use *;` is what no cut makes of `use a::b;`."""
    for _ in range(draw.randint(1, 3)):
        words = list(WORD.finditer(text))
        if words:
            start, end = draw.choice(words).span()
            text = text[:start] + draw.choice(INSTEAD) + text[end:]
    return text


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
            with contextlib.suppress(languages.TooMuchError):
                languages.outline(language, text, tree)
        slowest = max(slowest, time.thread_time() - start)
        if number == parses // 10:
            early = memory()
    faulthandler.cancel_dump_traceback_later()
    print(f"{language:12} slowest {slowest:.3f} s, {early} MiB, at the end {memory()} MiB")


Files = Mapping[str, bytes]


def cases(page: str) -> list[Files]:
    """The repositories of a corpus page: path to text of each case."""
    found = [FILE.findall(section) for section in re.split(r"(?m)^## ", page)[1:]]
    return [{path: text.encode() for path, text in files} for files in found if files]


def repository(draw: random.Random, known: Sequence[Files]) -> Repository:
    """One to three of the cases together, with some texts and paths mutated and files dropped."""
    texts = [text for files in known for text in files.values()]
    files: dict[str, bytes] = {}
    for case in draw.choices(known, k=draw.randint(1, 3)):
        place = draw.choice(PLACES)
        for path, text in case.items():
            name = draw.choice((*case, path, path, path)) if draw.random() < 0.1 else path
            text = mutated(draw, [text, *texts[:1]]) if draw.random() < 0.5 else text
            text = reworded(draw, text) if draw.random() < 0.3 else text
            files[f"{place}/{name}" if place else name] = text
    header = languages.header_language(files)
    kept = []
    for path, text in sorted(files.items()):
        language = languages.language_of(path, text)
        file = SourceFile(
            "made/up",
            path,
            header if path.endswith(".h") else language,
            text.decode("utf-8", "replace").encode(),
            signals=Signals(test="test" in path),
        )
        if draw.random() < 0.8:
            kept.append(KeptFile(file, masked=draw.random() < 0.2))
    manifests = {path: text for path, text in files.items() if languages.is_manifest(path)}
    return Repository("made/up", "train", kept, manifests, list(files))


def weave(number: int, seed: int, known: Sequence[Files], tokenizer: Tokenizer) -> bool:
    """Weaves one repository; whether it went through."""
    made = repository(random.Random(f"{seed}/{number}"), known)  # noqa: S311 - no secret
    faulthandler.dump_traceback_later(HANG_S, exit=True, file=sys.__stderr__ or 2)
    try:
        weave_repository(made, SETTINGS, tokenizer)
    except Exception:
        print(f"repository {number} of seed {seed}:\n{traceback.format_exc()}", flush=True)
        return False
    finally:
        faulthandler.cancel_dump_traceback_later()
    return True


def weave_all(pages: Sequence[pathlib.Path], first: int, count: int, seed: int) -> int:
    """Weaves made repositories, and gives the number that raised."""
    known = [case for page in pages for case in cases(page.read_text(encoding="utf-8"))]
    texts = [text for files in known for text in files.values()]
    tokenizer = Tokenizer.load(vocabulary.train(texts, vocab_size=1000, model="bpe"))
    start, failed, slowest = time.thread_time(), 0, (0.0, 0)
    for number in range(first, first + count):
        before = time.thread_time()
        failed += not weave(number, seed, known, tokenizer)
        slowest = max(slowest, (time.thread_time() - before, number))
    seconds = time.thread_time() - start
    print(f"{count} repositories in {seconds:.0f} CPU-seconds, {failed} failed, {memory()} MiB;")
    print(f"the slowest, number {slowest[1]}, took {slowest[0]:.2f} s")
    return failed


def memory() -> int:
    """The most memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--parses", type=int, default=10_000)
    parser.add_argument("--language", choices=sorted(languages.SPECS))
    parser.add_argument("--repositories", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    if count := arguments.repositories:
        raise SystemExit(weave_all(arguments.files, arguments.first, count, arguments.seed) > 0)
    by_language: dict[str, list[bytes]] = {}
    for path in arguments.files:
        text = path.read_bytes()
        by_language.setdefault(languages.language_of(str(path), text), []).append(text)
    for language in sorted(by_language.keys() & languages.SPECS.keys()):
        if arguments.language in (None, language):
            measure(language, by_language[language], arguments.parses)


if __name__ == "__main__":
    main()
