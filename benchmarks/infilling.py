"""Cuts, tokens and rows of the files of a folder: the speed of each, and that every one comes back.

    python -m benchmarks.infilling FOLDER [CUTS]

Every cut is serialized in a layout drawn for it, restored, and compared with its text; then the
files are packed.  Prints CPU times; fails at the first piece that differs.
"""

import itertools
import pathlib
import sys
import time

import numpy as np

import languages
from transforms import bins, infill, keyed, packing, serialization, tokens, vocabulary
from transforms.records import Example, Piece

LENGTH = 8192
LAYOUTS = tuple(itertools.product(sorted(infill.PRESETS), (1, 2)))


def read(folder):
    """(language, text) of every file of a known language below a folder, over 64 bytes."""
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            language = languages.language_of(path.name, data[:256])
            if language in languages.SPECS and 64 < len(data) <= 1 << 20 and b"\0" not in data:
                yield language, data.decode("utf-8", "replace").encode()


def fuzz(files, tokenizer, wanted):
    """Draws cuts over the files in turn until `wanted` have come back."""
    spent = {"infill.choose": 0.0, "serialize and restore": 0.0}
    done = size = 0
    for turn in itertools.count():
        for number, (language, text) in enumerate(files):
            tree = languages.parse(language, text)
            for layout, (preset, variant) in enumerate(LAYOUTS):
                draw = keyed.rng(turn, "benchmark", str(number), str(layout))
                started = time.process_time()
                cut = infill.choose(text, tree, draw, rate=1.0, preset=preset)
                spent["infill.choose"] += time.process_time() - started
                if cut is None:
                    continue
                started = time.process_time()
                check(text, cut, tokenizer, variant)
                spent["serialize and restore"] += time.process_time() - started
                done, size = done + 1, size + len(text)
                if done == wanted:
                    return spent, size
        if not done:
            raise ValueError("no file of the folder can be cut")


def check(text, cut, tokenizer, variant):
    ids = serialization.serialize("a/b", text, cut, tokenizer, spm_variant=variant)
    found = serialization.restore(ids, cut.mode, tokenizer)
    joined = cut.mode == "spm" and variant == 2
    middle = text[: cut.end] if joined else text[cut.start : cut.end]
    if (found.path, found.body, found.middle) != ("a/b", text, middle):
        raise AssertionError(f"{cut} does not come back")
    for part in (text[: cut.start], text[cut.start : cut.end], text[cut.end :]):
        part.decode()


def main(folder, wanted="100000"):
    files = list(read(folder))
    size = sum(len(text) for _, text in files)
    per_language = sorted({language for language, _ in files})
    print(f"{len(files)} files, {size / 1e6:.1f} MB, {', '.join(per_language)}")
    tokenizer = tokens.Tokenizer.load(vocabulary.train(text for _, text in files))

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

    spent, cut_bytes = fuzz(files, tokenizer, int(wanted))
    print(f"{wanted} cuts came back")
    for name, seconds in spent.items():
        report(name, cut_bytes, seconds)


def report(name, size, seconds):
    print(f"{name}: {seconds:.2f} CPU s, {size / 1e6 / seconds:.1f} MB per CPU second")


if __name__ == "__main__":
    main(*sys.argv[1:])
