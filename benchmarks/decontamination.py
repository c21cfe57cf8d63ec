"""How many items of published benchmarks are found, in each form that a copy may have.

    python -m benchmarks.decontamination FOLDER [--every 1]

FOLDER holds benchmark files as `--benchmarks` reads them.  Of each item, prompt with solution (what
there is of them), if it has more than 60 characters, is looked up in every form; `--every 7` takes
each seventh item.
"""

import argparse
import collections
import json
import pathlib
from collections.abc import Callable, Mapping

from repoloom.transforms.benchmarks import lookup, suites

LEAST = 60
AROUND = "import os\n\n\ndef unrelated(path):\n    return os.path.exists(path)\n\n\n" * 6


def _prefixed(prefix: str) -> Callable[[str], str]:
    return lambda text: "".join(f"{prefix}{line}\n" for line in text.splitlines())


FORMS: Mapping[str, Callable[[str], str]] = {
    "verbatim": lambda text: text,
    "tabs": lambda text: text.replace("    ", "\t"),
    "deeper": _prefixed("    "),
    "# comment": _prefixed("# "),
    "// comment": _prefixed("// "),
    "* comment": lambda text: "/*\n" + _prefixed(" * ")(text) + " */\n",
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "JSON": lambda text: json.dumps({"text": text}),
    "JSON twice": lambda text: json.dumps({"text": json.dumps({"text": text})}),
    "notebook": lambda text: json.dumps({"source": text.splitlines(keepends=True)}, indent=1),
    "inside": lambda text: f"{AROUND}{text}\n\n{AROUND}",
    "inside, # comment": lambda text: f"{AROUND}{_prefixed('# ')(text)}\n\n{AROUND}",
}


def text_of(item: suites.Item) -> str:
    """Prompt and solution of an item, or the whole that it is published as."""
    return "\n".join([*item.prompts[:1], *item.solutions[:1]]) or "".join(item.wholes[:1])


def measure(folder: pathlib.Path, every: int) -> dict[str, dict[str, tuple[int, int]]]:
    """(found, looked up) by benchmark and form."""
    index = lookup.build(folder)
    tried: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    found: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for item in suites.read(folder)[::every]:
        text = text_of(item)
        if len(text) <= LEAST:
            continue
        for name, form in FORMS.items():
            hits = {(hit.benchmark, hit.item) for hit in index.lookup(form(text).encode())}
            tried[item.benchmark][name] += 1
            found[item.benchmark][name] += (item.benchmark, item.item) in hits
    return {
        name: {form: (found[name][form], count) for form, count in forms.items()}
        for name, forms in tried.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--every", type=int, default=1)
    given = parser.parse_args()
    results = measure(given.folder, given.every)
    print(f"{'':18}", *(f"{name:>14}" for name in results))
    for form in FORMS:
        cells = (f"{found:>7} /{count:>5}" for found, count in (r[form] for r in results.values()))
        print(f"{form:18}", *cells)


if __name__ == "__main__":
    main()
