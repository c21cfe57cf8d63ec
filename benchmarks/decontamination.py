"""What decontamination finds, what it takes from clean repositories, and what it costs.

    python -m benchmarks.decontamination FOLDER [--every 1] [--clean NAME=PATH ...] [--job]

FOLDER holds benchmark files as `--benchmarks` reads them.  Three tables:

* exact copies: prompt with solution of each item (what there is of them), if it has more than 60
  characters, looked up in every form that a copy may have; `--every 7` takes each seventh item;
* near copies: each solution of 200 bytes and more without comments, with all names changed, with
  lines added, and both;
* `--clean`: repositories without any item, as the main job takes them; each file with a hit is
  printed, and the speed.  `--job` runs the whole job on them with and without the benchmarks, in
  one process, and prints CPU-seconds and most memory of both.
"""

import argparse
import base64
import collections
import csv
import html
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from repoloom.pipeline import sources
from repoloom.transforms import keyed
from repoloom.transforms.benchmarks import lookup, near_copies, shapes, suites, texts
from repoloom.transforms.signals import encoding

ROOT = pathlib.Path(__file__).resolve().parents[1]
LEAST = 60
AROUND = "import os\n\n\ndef unrelated(path):\n    return os.path.exists(path)\n\n\n" * 6


def _prefixed(prefix: str) -> Callable[[str], str]:
    return lambda text: "".join(f"{prefix}{line}\n" for line in text.splitlines())


def _coloured(text: str) -> str:
    cut = re.findall(r"\w+|\s+|[^\w\s]", text)
    shown = (f'<span class="n">{html.escape(one)}</span>' if one.strip() else one for one in cut)
    return f'<div class="highlight"><pre>{"".join(shown)}</pre></div>'


def _row(text: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(["1", text])
    return out.getvalue()


FORMS: Mapping[str, Callable[[str], str]] = {
    "verbatim": lambda text: text,
    "tabs": lambda text: text.replace("    ", "\t"),
    "deeper": _prefixed("    "),
    "# comment": _prefixed("# "),
    "// comment": _prefixed("// "),
    "* comment": lambda text: "/*\n" + _prefixed(" * ")(text) + " */\n",
    "; comment": _prefixed(";; "),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "JSON": lambda text: json.dumps({"text": text}),
    "JSON twice": lambda text: json.dumps({"text": json.dumps({"text": text})}),
    "notebook": lambda text: json.dumps({"source": text.splitlines(keepends=True)}, indent=1),
    "list of lines": lambda text: json.dumps({"source": text.splitlines()}, indent=1),
    "literal": lambda text: f"{AROUND}TEXT = {text!r}\n{AROUND}",
    "printed lines": lambda text: "".join(
        f"  p({json.dumps(one)});\n" for one in text.splitlines()
    ),
    "page": lambda text: f"<html><pre>{html.escape(text)}</pre></html>",
    "coloured page": _coloured,
    "page in JSON": lambda text: json.dumps({"html": _coloured(text)}),
    "CSV": _row,
    "quotation": _prefixed("> "),
    "patch": lambda text: "@@ -0,0 +1,9 @@\n" + _prefixed("+")(text),
    "Base64": lambda text: base64.b64encode(text.encode()).decode(),
    "inside": lambda text: f"{AROUND}{text}\n\n{AROUND}",
    "inside, # comment": lambda text: f"{AROUND}{_prefixed('# ')(text)}\n\n{AROUND}",
}

_KEPT = frozenset(shapes.WORDS.decode().split())


def renamed(text: str) -> str:
    """All words that are the author's, each under another name."""
    names: dict[str, str] = {}

    def other(word: re.Match[str]) -> str:
        if word[0].lower() in _KEPT or word[0][0].isdigit():
            return word[0]
        return names.setdefault(word[0], f"q{len(names)}z")

    return re.sub(r"\b\w+\b", other, text)


def longer(text: str, count: int) -> str:
    """So many lines added, each indented as its neighbour, at places that follow from the text."""
    draw = keyed.rng(0, "added lines", text)
    lines = text.splitlines(keepends=True)
    for number in range(count):
        at = draw.randrange(1, len(lines) + 1)
        indent = lines[at - 1][: len(lines[at - 1]) - len(lines[at - 1].lstrip())].strip("\n")
        lines.insert(at, f"{indent}trace(step{number}, extra)\n")
    return "".join(lines)


CHANGES: Mapping[str, Callable[[str], str]] = {
    "all names changed": renamed,
    "three lines added": lambda text: longer(text, 3),
    "names changed, one line added": lambda text: renamed(longer(text, 1)),
    "names changed, three lines added": lambda text: renamed(longer(text, 3)),
}


def text_of(item: suites.Item) -> Iterator[str]:
    """Prompt and solution of an item, or the whole that it is published as, if long enough."""
    text = "\n".join([*item.prompts[:1], *item.solutions[:1]]) or "".join(item.wholes[:1])
    if len(text) > LEAST:
        yield text


def solution_of(item: suites.Item) -> Iterator[str]:
    """The first solution of an item without comments, if it takes part in the near view."""
    for text in texts.programs(item)[:1]:
        if len(text.encode()) >= near_copies.LEAST_BYTES:
            yield text


Found = Mapping[str, Mapping[str, tuple[int, int]]]


def measure(
    index: lookup.Index,
    items: Sequence[suites.Item],
    taken: Callable[[suites.Item], Iterator[str]],
    forms: Mapping[str, Callable[[str], str]],
) -> Found:
    """(found, looked up) by benchmark and form."""
    tried: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    found: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for item in items:
        for text in taken(item):
            for name, form in forms.items():
                data = form(text).encode("utf-8", "replace")
                hits = {(hit.benchmark, hit.item) for hit in index.lookup(data)}
                tried[item.benchmark][name] += 1
                found[item.benchmark][name] += (item.benchmark, item.item) in hits
    return {
        name: {form: (found[name][form], count) for form, count in counts.items()}
        for name, counts in tried.items()
    }


def print_table(found: Found, forms: Mapping[str, object]) -> None:
    """One line a form, with all benchmarks together, then those that miss some."""
    for form in forms:
        cells = {name: counts[form] for name, counts in found.items() if form in counts}
        total = [sum(pair[at] for pair in cells.values()) for at in (0, 1)]
        less = [f"{name} {a}/{b}" for name, (a, b) in cells.items() if a < b]
        print(f"{form:34} {total[0]:>7} /{total[1]:>7}   {', '.join(less[:6])}")


def look_through(index: lookup.Index, inputs: Sequence[str]) -> None:
    """Prints each file of clean repositories that has a hit, and the speed."""
    files = lost = size = 0
    spent = 0.0
    for source in sources.discover(inputs):
        for raw in (raw for part in sources.split(source) for raw in sources.read(part)):
            text = encoding.decode(raw.data).text if raw.data is not None else None
            started = time.process_time()
            hits = index.lookup(text) if text else ()
            spent += time.process_time() - started
            files, lost, size = files + 1, lost + bool(hits), size + len(text or b"")
            for hit in hits:
                print(raw.repo, raw.path, hit.benchmark, hit.item, hit.view, hit.start, hit.end)
    print(f"clean: {lost} of {files} files, {size / 1e6:.0f} MB, {size / 1e6 / spent:.1f} MB/CPU-s")


def run_job(inputs: Sequence[str], flags: Sequence[str]) -> tuple[float, float]:
    """(CPU-seconds, most GB of one process) of the whole job."""
    named = [part for path in inputs for part in ("--input", path)]
    with tempfile.TemporaryDirectory() as folder:
        job = [str(ROOT / "beam_main.py"), *named, "--output", str(pathlib.Path(folder, "out"))]
        command = [sys.executable, *job, "--direct_num_workers", "1", *flags]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the job ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / (1 << 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--clean", action="append", default=[])
    parser.add_argument("--job", action="store_true")
    given = parser.parse_args()
    started = time.process_time()
    index = lookup.build(given.folder)
    counts = f"{len(index.items)} items of {len(index.benchmarks)} benchmarks"
    print(f"{counts} indexed in {time.process_time() - started:.1f} CPU-s")
    items = suites.read(given.folder)[:: given.every]
    print_table(measure(index, items, text_of, FORMS), FORMS)
    print_table(measure(index, items, solution_of, CHANGES), CHANGES)
    if given.clean:
        look_through(index, given.clean)
    if given.clean and given.job:
        for name, flags in (("without", []), ("with", ["--benchmarks", str(given.folder)])):
            spent, most = run_job(given.clean, flags)
            print(f"job {name} benchmarks: {spent:.0f} CPU-s, {most:.2f} GB")


if __name__ == "__main__":
    main()
