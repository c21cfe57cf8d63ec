"""The main job on each repository of a list, alone, and then on all of them together.

    python -m benchmarks.fleet LIST --work FOLDER [--limit_s 3600] [--alone] [-- FLAGS OF THE JOB]
    python -m benchmarks.fleet LIST --work FOLDER --table

LIST has an input a line, as `--input` takes it: `owner/name=PATH`, a folder, a table; `#` begins a
comment.  Each run has a second, small repository beside it, so that a tokenizer can be trained of
one that keeps little.  What a run ended with is a line of `FOLDER/fleet.jsonl`: a fleet that was
stopped goes on where it was, and a line that is deleted is done again.  The table says for each:
exit status ("hang" beyond the limit), wall and CPU seconds, peak memory of the process, faults of
`verify`, megabytes kept, megabytes kept for a CPU-second beyond the fixed start, and failures by
kind.  The start is what the small repository alone takes: it runs again after every eighth input,
and a row is held against the start before and the one behind it, since the same start took 2.7 and
4.3 CPU-seconds on one machine, idle and busy.  Nothing of it is committed: the names are of those
who wrote the repositories, and the figures are of this machine.
"""

import argparse
import collections
import dataclasses
import itertools
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence

from repoloom.pipeline.running import balance
from repoloom.pipeline.storage import steps

ROOT = pathlib.Path(__file__).resolve().parents[1]
START = "(start"
STARTS = 8  # inputs from one start to the next
TOGETHER = "(together)"
BALLAST = {
    "ballast/rope.py": "class Rope:\n    def __init__(self, long):\n        self.long = long\n",
    "ballast/moor.py": "from ballast.rope import Rope\n\n\ndef moor():\n    return Rope(9)\n",
}


@dataclasses.dataclass(frozen=True)
class Ran:
    """What a run ended with.

    Attributes:
        name: of the input.
        status: exit status; -1 where the limit was reached.
        seconds, cpu_seconds: of the run and all its processes.
        peak_mib: the largest of its processes.
        faults: of `repoloom verify`; -1 where it could not be asked.
        kept_mb: megabytes of the files that stay.
        failures: by "step error place", how many.
        said: the last line.
    """

    name: str
    status: int
    seconds: float
    cpu_seconds: float
    peak_mib: float
    faults: int
    kept_mb: float
    failures: dict[str, int]
    said: str


def inputs(path: pathlib.Path) -> list[str]:
    """The inputs of a list."""
    lines = (line.partition("#")[0].strip() for line in path.read_text().splitlines())
    return [line for line in lines if line]


def known(work: pathlib.Path) -> dict[str, Ran]:
    """What has run, by name; the last line of a name counts."""
    path = work / "fleet.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    found = (Ran(**json.loads(line)) for line in lines if line)
    return {ran.name: ran for ran in found}


def run(
    name: str, given: Sequence[str], work: pathlib.Path, limit_s: float, flags: Sequence[str]
) -> Ran:
    """Runs the job on inputs, and asks `verify`."""
    output = work / "out"
    shutil.rmtree(output, ignore_errors=True)
    command = [sys.executable, str(ROOT / "beam_main.py"), "--output", str(output), *flags]
    for text in given:
        command += ["--input", text]
    status, seconds, usage, said = timed(command, limit_s)
    faults, failures, kept = -1, dict[str, int](), 0.0
    if (output / "shards" / "COMPLETED").exists():
        faults, failures, kept = looked_at(output)
    shutil.rmtree(output, ignore_errors=True)
    cpu = usage.ru_utime + usage.ru_stime
    return Ran(name, status, seconds, cpu, usage.ru_maxrss / 1024, faults, kept, failures, said)


def timed(command: Sequence[str], limit_s: float) -> tuple[int, float, resource.struct_rusage, str]:
    """Exit status, wall seconds, usage of the process and those it waited for, its last line."""
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=said, stderr=said, cwd=ROOT)
        timer = threading.Timer(limit_s, process.kill)
        timer.start()
        _, ended, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(ended)
        seconds, hung = time.monotonic() - start, not timer.is_alive()
        timer.cancel()
        said.seek(0)
        lines = said.read().decode("utf-8", "replace").strip().splitlines()
    status = -1 if hung else process.returncode
    return status, seconds, usage, lines[-1][:300] if lines else ""


def looked_at(output: pathlib.Path) -> tuple[int, dict[str, int], float]:
    """Faults of `verify`, failures by kind, megabytes kept."""
    verify = repoloom("verify", str(output))
    listed = repoloom("failures", str(output), "--json").stdout.splitlines()
    kinds = collections.Counter(
        " ".join(json.loads(line)[name] for name in ("step", "error", "place")) for line in listed
    )
    kept = balance.kept_bytes(steps.Step(str(output), "verdicts", {}))
    return verify.returncode, dict(kinds), kept / 1e6


def repoloom(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of `repoloom`, of this checkout."""
    command = [sys.executable, "-m", "repoloom.pipeline.show", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def fleet(given: argparse.Namespace) -> Iterator[Ran]:
    """Runs what has not run yet."""
    done = known(given.work)
    listed = inputs(given.list)
    ballast = given.work / "ballast"
    for path, text in BALLAST.items():
        (ballast / path).parent.mkdir(parents=True, exist_ok=True)
        (ballast / path).write_text(text)
    small = f"repoloom/ballast={ballast}"
    jobs = {start_of(0): [small]}
    for number, text in enumerate(listed, 1):
        jobs[text.partition("=")[0]] = [text, small]
        if number % STARTS == 0 or number == len(listed):
            jobs[start_of(number)] = [small]
    if not given.alone:
        jobs[TOGETHER] = [*listed, small]
    for name, sources in jobs.items():
        if name not in done:
            ran = run(name, sources, given.work, given.limit_s, given.flags)
            with (given.work / "fleet.jsonl").open("a") as file:
                file.write(json.dumps(dataclasses.asdict(ran)) + "\n")
            yield ran


def start_of(number: int) -> str:
    """The name of the start that runs behind so many inputs."""
    return f"{START} {number})"


def starts(ran: Sequence[Ran]) -> list[float]:
    """For each run the CPU-seconds of a start: the mean of the last one and of the next."""
    taken = [one.cpu_seconds if one.name.startswith(START) else None for one in ran]
    around = zip(_latest(taken), _latest(taken[::-1])[::-1], strict=True)
    known = ([one for one in pair if one is not None] for pair in around)
    return [sum(pair) / max(1, len(pair)) for pair in known]


def _latest(values: Sequence[float | None]) -> list[float | None]:
    """For each place the value there, or the last one before it."""
    found: list[float | None] = []
    for value in values:
        found.append(value if value is not None or not found else found[-1])
    return found


def row(ran: Ran, start: float) -> str:
    """A line of the table; `start` is the CPU time that a run takes before it does anything."""
    beyond = ran.cpu_seconds - start
    rate = f"{ran.kept_mb / beyond:.2f}" if beyond > 0.5 and ran.kept_mb else "-"
    status = "hang" if ran.status == -1 else str(ran.status)
    cells = [f"{ran.seconds:.0f}", f"{ran.cpu_seconds:.0f}", f"{ran.peak_mib:.0f}"]
    failures = "; ".join(f"{count} x {kind}" for kind, count in sorted(ran.failures.items()))
    cells += [str(ran.faults), f"{ran.kept_mb:.1f}", rate, failures or "-"]
    return " | ".join(["", ran.name, status, *cells, ""]).strip()


def table(ran: Sequence[Ran]) -> Iterator[str]:
    """All runs, and how many of them are not as they should be."""
    yield "| input | exit | s | CPU-s | MiB | verify | MB kept | MB/CPU-s | failures |"
    yield "|---|---|---|---|---|---|---|---|---|"
    yield from itertools.starmap(row, zip(ran, starts(ran), strict=True))
    alone = [one for one in ran if not one.name.startswith((START, TOGETHER))]
    ended = sum(one.status != 0 for one in alone)
    faulty = sum(one.faults != 0 for one in alone)
    failing = sum(bool(one.failures) for one in alone)
    largest = max((one.peak_mib for one in ran), default=0.0)
    yield (
        f"{len(alone)} inputs: {ended} did not end with 0, {faulty} without a clean verify, "
        f"{failing} with a failure; at most {largest:.0f} MiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("list", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--limit_s", type=float, default=3600.0)
    parser.add_argument("--alone", action="store_true", help="do not run all of them together")
    parser.add_argument("--table", action="store_true", help="print what has run, run nothing")
    own = list(itertools.takewhile(lambda word: word != "--", sys.argv[1:]))
    given = parser.parse_args(own)
    given.flags = sys.argv[len(own) + 2 :]
    given.work.mkdir(parents=True, exist_ok=True)
    for ran in () if given.table else fleet(given):
        print(f"{ran.name}: {row(ran, 0.0)} {ran.said if ran.status else ''}", flush=True)
    print("\n".join(table(list(known(given.work).values()))))


if __name__ == "__main__":
    main()
