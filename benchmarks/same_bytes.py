"""Whether the job leaves the same bytes as an earlier revision's: the demo, and what else is given.

    python -m benchmarks.same_bytes --before REV --input owner/name=PATH FOLDER [flags of the job]

Runs the code of REV, in a git worktree that is removed afterwards, and the code of this checkout,
uncommitted changes included, on the same inputs; the demo is that of REV for both.  Compares the
SHA-256 of every file of the five steps' folders.  A manifest also holds settings, which may be
renamed while no byte of a result changes: it counts by its list of files, the mark of a finished
step by being there.
"""

import argparse
import contextlib
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence

ROOT = pathlib.Path(__file__).resolve().parents[1]
STEPS = ("shards", "graph", "verdicts", "store", "tokenizer")


def checksums(output: pathlib.Path) -> dict[str, str]:
    """SHA-256 of what each file of a run's steps says, by its path in the run."""
    paths = (path for step in STEPS for path in (output / step).rglob("*") if path.is_file())
    return {str(path.relative_to(output)): _checksum(path) for path in paths}


def _checksum(path: pathlib.Path) -> str:
    data = path.read_bytes()
    if path.name == "COMPLETED":
        data = b""
    elif path.name == "manifest.json":
        data = json.dumps(json.loads(data)["files"], sort_keys=True).encode()
    return hashlib.sha256(data).hexdigest()


def compared(before: pathlib.Path, after: pathlib.Path) -> Iterator[tuple[str, str, str]]:
    """(path, "same", "differs", "gone" or "new", checksum) of each file of two runs, by path."""
    old, new = checksums(before), checksums(after)
    for path in sorted(old.keys() | new.keys()):
        if path not in new:
            yield path, "gone", old[path]
        elif path not in old:
            yield path, "new", new[path]
        else:
            yield path, "same" if old[path] == new[path] else "differs", new[path]


@contextlib.contextmanager
def worktree(revision: str, folder: pathlib.Path) -> Iterator[pathlib.Path]:
    """A checkout of the revision in the folder, which git forgets again."""
    git = ["git", "-C", str(ROOT), "worktree"]
    add = [*git, "add", "--quiet", "--detach", str(folder), revision]
    subprocess.run(add, check=True)
    try:
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", str(folder)], check=True)


def run_job(code: pathlib.Path, output: pathlib.Path, flags: Sequence[str]) -> None:
    """Runs the main job of a checkout, of any age: all have `beam_main.py` at their top.

    Raises:
        SystemExit: it failed; what it wrote is printed.
    """
    command = [sys.executable, str(code / "beam_main.py"), *flags, "--output", str(output)]
    environment = {**os.environ, "PYTHONPATH": str(code)}  # not what else may be installed
    done = subprocess.run(command, cwd=code, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{done.stderr}the job of {code} failed with status {done.returncode}")


def print_comparison(name: str, before: pathlib.Path, after: pathlib.Path) -> tuple[int, int]:
    """Prints a line a file; gives how many there are, and how many are not the same."""
    found = list(compared(before, after))
    for path, state, checksum in found:
        print(f"{state:7}  {checksum}  {name}/{path}", flush=True)
    return len(found), sum(state != "same" for _, state, _ in found)


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 where a file is not the same, or there is none."""
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0], allow_abbrev=False
    )
    parser.add_argument("--before", required=True, metavar="REV", help="a revision of git")
    parser.add_argument("--input", nargs="+", action="extend", default=[], metavar="PATH")
    given, flags = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary).resolve()
        with worktree(given.before, folder / "code") as old:
            runs = {"demo": _demo(old)}
            if given.input:
                inputs = [part for path in given.input for part in ("--input", _absolute(path))]
                runs["given"] = [*inputs, *flags]
            counts = []
            for name, job in runs.items():
                for side, code in (("before", old), ("after", ROOT)):
                    run_job(code, folder / side / name, job)
                sides = (folder / side / name for side in ("before", "after"))
                counts.append(print_comparison(name, *sides))
    files, changed = (sum(numbers) for numbers in zip(*counts, strict=True))
    print(f"{changed} of {files} files are not the same" if changed else f"{files} files, all same")
    return 0 if files and not changed else 1


def _demo(code: pathlib.Path) -> list[str]:
    examples = code / "examples"
    config, benchmarks = str(examples / "demo.toml"), str(examples / "benchmarks")
    return ["--config", config, "--input", str(examples / "repos"), "--benchmarks", benchmarks]


def _absolute(given: str) -> str:
    """An input, `PATH` or `NAME=PATH`, for a job that runs in another folder."""
    if "://" in given:
        return given
    name, named, path = given.rpartition("=")
    return name + named + str(pathlib.Path(path).absolute())


if __name__ == "__main__":
    sys.exit(main())
