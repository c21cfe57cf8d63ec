"""Peak memory of each step on one repository, by its size: much text, and many files.

    python -m benchmarks.memory --work FOLDER [--shape 32000x10000 ...] [-- FLAGS OF THE JOB]

A shape is FILES x BYTES of each.  The repository is made up, the same each time: four languages
that import each other, names drawn from a list of words, every fiftieth file a near copy of the one
before.  The job runs in one process, whose peak the kernel keeps (`VmHWM` of proc(5)); it is reset
when a step has finished, so that a step counts with what the process still holds of those before.
"""

import argparse
import dataclasses
import itertools
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

from repoloom.pipeline.running.sequence import STEPS

ROOT = pathlib.Path(__file__).resolve().parents[1]
SHAPES = ("32000x10000", "200000x160")
NAMES = dict(zip(STEPS, ("ingest", "select", "tokenizer", "weave"), strict=True))
_FILES_A_FOLDER = 50
_NEAR_COPY = 50
_POLL_S = 0.02
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu", "pa", "re", "si", "to")
WORDS = tuple(map("".join, itertools.product(_SYLLABLES, repeat=3)))
"""2,744 made-up words."""


@dataclasses.dataclass(frozen=True)
class Language:
    """How a made-up file of a language looks: its name, an import of another, one function.

    Attributes:
        path, imported, head: formats of the folder `d` and the number `n` of a file.
        function: format of seven words and a number.
    """

    path: str
    imported: str
    function: str
    head: str = ""


LANGUAGES = (
    Language(
        "d{d}/m{n}.py",
        "from d{d}.m{n} import {w}\n",
        "\n\ndef {0}_{1}({2}, {3}={7}):\n    {4} = {2}.{5}({3} + {7})\n    return {6}[{4}]\n",
    ),
    Language(
        "d{d}/m{n}.ts",
        'import {{ {w} }} from "../d{d}/m{n}";\n',
        "\nexport function {0}{1}({2}: string, {3}: number) {{\n"
        "  const {4} = {2}.{5}({3} * {7});\n  return {6}({4});\n}}\n",
    ),
    Language(
        "d{d}/M{n}.java",
        "import d{d}.M{n};\n",
        "\nclass {0}{1} {{\n  int {2}(int {3}) {{\n"
        "    int {4} = {5}({3}, {7});\n    return {4} - {6};\n  }}\n}}\n",
        head="package d{d};\n\n",
    ),
    Language(
        "d{d}/m{n}.h",
        '#include "../d{d}/m{n}.h"\n',
        "\nstatic int {0}_{1}(int {2}, int {3}) {{\n"
        "  int {4} = {5}({2}) + {3} * {7};\n  return {6} ^ {4};\n}}\n",
    ),
)


@dataclasses.dataclass(frozen=True)
class Peaks:
    """What a run took: MiB at most in each step, by its name, and CPU-seconds in all."""

    mib: dict[str, float]
    cpu_s: float
    status: int


def files(count: int, size: int) -> Iterator[tuple[str, str]]:
    """Paths and texts of a repository of `count` files of at least `size` characters each.

    A file imports up to three of its language, mostly ones before it, so that there are cycles.
    """
    kinds = len(LANGUAGES)
    for number in range(count):
        rng = random.Random(number if number % _NEAR_COPY else max(0, number - kinds))  # noqa: S311
        language = LANGUAGES[number % kinds]
        here = {"d": number // _FILES_A_FOLDER, "n": number}
        lines = [language.head.format(**here)]
        for _ in range(rng.randrange(4)):
            back = rng.randrange(1, 2000) if rng.random() < 0.95 else -rng.randrange(1, 50)
            other = number - kinds * back
            if 0 <= other < count:
                folder = other // _FILES_A_FOLDER
                lines.append(language.imported.format(d=folder, n=other, w=rng.choice(WORDS)))
        length = sum(map(len, lines))
        while length < size:
            words = rng.choices(WORDS, k=7)
            lines.append(language.function.format(*words, rng.randrange(1000)))
            length += len(lines[-1])
        yield language.path.format(**here), "".join(lines)


def write(folder: pathlib.Path, count: int, size: int) -> None:
    """The repository as a folder."""
    for path, text in files(count, size):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def measure(source: pathlib.Path, output: pathlib.Path, flags: Sequence[str]) -> Peaks:
    """Runs the job in one process and watches its peak, step by step."""
    command = [sys.executable, str(ROOT / "beam_main.py"), "--direct_num_workers", "1"]
    command += ["--input", f"made/up={source}", "--output", str(output), *flags]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet)
    peaks: dict[str, float] = {}
    waiting = list(STEPS)
    while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        step = waiting[0] if waiting else STEPS[-1]
        peaks[step] = max(peaks.get(step, 0.0), _peak_mib(process.pid))
        if waiting and (output / step / "COMPLETED").exists():
            waiting.pop(0)
            if waiting:
                pathlib.Path(f"/proc/{process.pid}/clear_refs").write_text("5")
        time.sleep(_POLL_S)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    named = {NAMES[step]: peak for step, peak in peaks.items()}
    return Peaks(named, usage.ru_utime + usage.ru_stime, process.returncode)


def _peak_mib(process: int) -> float:
    """The most that a process has held, in MiB; 0 where it has just ended."""
    for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def row(source: pathlib.Path, peaks: Peaks) -> str:
    """A line of the table."""
    sizes = [path.stat().st_size for path in source.rglob("*.*")]
    cells = [f"{len(sizes):,}", f"{sum(sizes) / 1e6:.0f}"]
    cells += [f"{peaks.mib.get(name, 0.0):.0f}" for name in NAMES.values()]
    return f"| {' | '.join([*cells, f'{peaks.cpu_s:.0f}', str(peaks.status)])} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--shape", action="append", metavar="FILESxBYTES")
    parser.add_argument("--keep", action="store_true", help="do not delete the outputs")
    own = list(itertools.takewhile(lambda word: word != "--", sys.argv[1:]))
    given, flags = parser.parse_args(own), sys.argv[len(own) + 2 :]
    print(f"| files | MB | {' | '.join(NAMES.values())} | CPU-s | exit |")
    print(f"|{'---|' * (len(NAMES) + 4)}")
    for shape in given.shape or SHAPES:
        count, size = map(int, shape.split("x"))
        source, output = given.work / shape, given.work / f"{shape}-out"
        if not source.exists():
            write(source, count, size)
        shutil.rmtree(output, ignore_errors=True)
        print(row(source, measure(source, output, flags)), flush=True)
        if not given.keep:
            shutil.rmtree(output, ignore_errors=True)


if __name__ == "__main__":
    main()
