"""Cuts, tokens and rows of the files of a folder: the speed of each, and that every one comes back.

    python -m benchmarks.infilling FOLDER [CUTS]

The files are cut and packed, with CPU times.  Then CUTS cuts, by default 100,000, come back from
their tokens: of the files of each grammar in turn, of the same with changes that break their syntax
and with bytes that are not UTF-8, and of random bytes, in every preset and layout.  Prints how many
of each; fails at the first piece that differs or cut that is inside a code point.
"""

import collections
import itertools
import pathlib
import sys
import time

import numpy as np

from benchmarks import fuzz as fuzz_parses
from repoloom import languages
from repoloom.transforms import keyed
from repoloom.transforms.records import Piece
from repoloom.transforms.rows import bins, packing
from repoloom.transforms.rows.packed import Example
from repoloom.transforms.tokens import infill, serialization, vocabulary
from repoloom.transforms.tokens.tokenizer import Tokenizer

LENGTH = 8192
LAYOUTS = tuple(itertools.product(sorted(infill.PRESETS), (1, 2)))
WIDE = ("\u00e9", "\u2581", "\u65e5\u672c", "\U0001f642", "\ufeff", "<|fim_middle|>")
INVALID = (b"\xff", b"\xe2\x96", b"\x80\x80", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xc0\xaf")


def read(folder):
    """(language, text) of every file of a known language below a folder, over 64 bytes."""
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            language = languages.language_of(path.name, data[:256])
            if language in languages.SPECS and 64 < len(data) <= 1 << 20 and b"\0" not in data:
                yield language, data.decode("utf-8", "replace").encode()


def fuzz(files, tokenizer, wanted):
    """Cuts texts of every grammar, as many of each, until `wanted` cuts have come back.

    Returns:
        CPU seconds by step, bytes cut, and cuts by (language, kind of text).
    """
    spent = {"infill.choose": 0.0, "serialize and restore": 0.0}
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    size = 0
    texts = collections.defaultdict(list)
    for language, text in files:
        texts[language].append(text)
    for turn in itertools.count():
        for language in sorted(texts):
            draw = keyed.rng(turn, "fuzz", language)
            for kind, text in hostile(draw, texts[language], turn):
                for cut_bytes in cut(language, text, draw, tokenizer, spent):
                    counts[language, kind] += 1
                    size += cut_bytes
                    if counts.total() == wanted:
                        return spent, size, counts
        if not counts:
            raise ValueError("no file of the folder can be cut")


def hostile(draw, texts, turn):
    """A text as it is, and made from it: one with changes, one not UTF-8, and mere bytes."""
    text = texts[turn % len(texts)]
    yield "as it is", text
    changed = fuzz_parses.mutated(draw, texts).decode("utf-8", "replace")
    yield "changed", changed.replace("\ufffd", draw.choice(WIDE)).encode()
    place = draw.randrange(len(text))
    invalid = text[:place] + draw.choice(INVALID) + text[place : place + 4096]
    yield "not UTF-8", invalid
    yield "random bytes", draw.randbytes(draw.randrange(64, 2048)).replace(b"a", b"\n")


def cut(language, text, draw, tokenizer, spent):
    """Cuts one text in every preset and layout; yields its bytes for each cut that came back."""
    tree = languages.parse(language, text)
    for preset, variant in LAYOUTS:
        started = time.process_time()
        found = infill.choose(text, tree, draw, rate=1.0, preset=preset)
        spent["infill.choose"] += time.process_time() - started
        if found is None:
            continue
        started = time.process_time()
        check(text, found, tokenizer, variant)
        spent["serialize and restore"] += time.process_time() - started
        yield len(text)


def check(text, cut, tokenizer, variant):
    ids = serialization.serialize("a/b", text, cut, tokenizer, spm_variant=variant)
    found = serialization.restore(ids, cut.mode, tokenizer)
    joined = cut.mode == "spm" and variant == 2
    middle = text[: cut.end] if joined else text[cut.start : cut.end]
    if (found.path, found.body, found.middle) != ("a/b", text, middle):
        raise AssertionError(f"{cut} does not come back")
    if is_utf8(text) and not (is_utf8(text[: cut.start]) and is_utf8(text[cut.end :])):
        raise AssertionError(f"{cut} is inside a code point")


def is_utf8(text):
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def main(folder, wanted="100000"):
    files = list(read(folder))
    size = sum(len(text) for _, text in files)
    per_language = sorted({language for language, _ in files})
    print(f"{len(files)} files, {size / 1e6:.1f} MB, {', '.join(per_language)}")
    tokenizer = Tokenizer.load(vocabulary.train(text for _, text in files))

    started = time.process_time()
    encoded = [tokenizer.encode(text) for _, text in files]
    report("tokenization", size, time.process_time() - started)
    print(f"  {size / sum(map(len, encoded)):.2f} bytes of text a token")

    trees = [languages.parse(language, text) for language, text in files]
    started = time.process_time()
    for number, ((_, text), tree) in enumerate(zip(files, trees, strict=True)):
        infill.choose(text, tree, keyed.rng(0, "benchmark", str(number)), rate=1.0)
    pieces = [
        Piece(str(number), "", "", 0, 1, 0, len(text), None, False, ids[: LENGTH - 2].tobytes())
        for number, ((_, text), ids) in enumerate(zip(files, encoded, strict=True))
    ]
    examples = [Example("a/b", "train", (piece,)) for piece in pieces]
    rows = packing.pack(examples, tokenizer, length=LENGTH, seed=0)
    report("infilling and packing", size, time.process_time() - started)
    fill = sum(sum(row.lengths) for row in rows) / (len(rows) * LENGTH)
    print(f"  fill {fill:.4f}, {len(rows)} rows, {packing.needless_cuts(rows)} needless cuts")

    lengths = np.random.default_rng(0).lognormal(6.5, 1.2, 1_000_000).astype(int).clip(3, LENGTH)
    started = time.process_time()
    filled = bins.best_fit(lengths.tolist(), LENGTH)
    print(f"best fit of a million items: {time.process_time() - started:.1f} s, {len(filled)} rows")

    spent, cut_bytes, counts = fuzz(files, tokenizer, int(wanted))
    print(f"{counts.total()} cuts came back")
    kinds = sorted({kind for _, kind in counts})
    print(" " * 12, *(f"{kind:>12}" for kind in kinds))
    for language in per_language:
        print(f"{language:12}", *(f"{counts[language, kind]:12}" for kind in kinds))
    for name, seconds in spent.items():
        report(name, cut_bytes, seconds)


def report(name, size, seconds):
    print(f"{name}: {seconds:.2f} CPU s, {size / 1e6 / seconds:.1f} MB per CPU second")


if __name__ == "__main__":
    main(*sys.argv[1:])
