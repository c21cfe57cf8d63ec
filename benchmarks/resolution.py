"""Speed of extraction over real repositories, and of resolution in one very large repository.

    python -m benchmarks.resolution [--files 60000] [--language python] [--directories 0]
    python -m benchmarks.resolution --input FOLDER [--language python]

With `--input` (what `repoloom pack` takes), the CPU seconds of parsing alone, of the outlines and
of resolution.  Without, the seconds and the peak memory of resolving a made repository of each
language, in which every file imports six others by their full names, one that is not there and one
of the standard library, and defines twenty names.
"""

import argparse
import collections
import posixpath
import random
import resource
import time
from collections.abc import Iterator

from repoloom import languages
from repoloom.pipeline import sources
from repoloom.transforms.graph import resolution

File = tuple[str, str, languages.Outline]

# language: (path, import, import of something outside, definition)
FORMS = {
    "python": (
        "p{0}/q{1}/m{2}.py",
        "from p{0}.q{1}.m{2} import f{2}\n",
        "import os\n",
        "def f{0}_{1}(): pass\n",
    ),
    "java": (
        "p{0}/q{1}/M{2}.java",
        "import p{0}.q{1}.M{2}_0;\n",
        "import java.util.List;\n",
        "class M{0}_{1} {{}}\n",
    ),
    "c": (
        "p{0}/q{1}/m{2}.h",
        '#include "q{1}/m{2}.h"\n',
        "#include <stdio.h>\n",
        "int f{0}_{1}(void);\n",
    ),
    "typescript": (
        "p{0}/q{1}/m{2}.ts",
        "import {{ f{2} }} from '../../p{0}/q{1}/m{2}';\n",
        "import 'fs';\n",
        "export function f{0}_{1}() {{}}\n",
    ),
    "ruby": (
        "lib/p{0}/q{1}/m{2}.rb",
        "require 'p{0}/q{1}/m{2}'\n",
        "require 'json'\n",
        "class F{0}_{1}; end\n",
    ),
    "go": (
        "p{0}/q{1}/m{2}.go",
        'import "example.org/top/p{0}/q{1}"\n',
        'import "fmt"\n',
        "func F{0}_{1}() {{}}\n",
    ),
    "rust": (
        "src/p{0}/q{1}/m{2}.rs",
        "use crate::p{0}::q{1}::m{2}::f{2};\n",
        "use std::fmt;\n",
        "pub fn f{0}_{1}() {{}}\n",
    ),
}
FORMS |= {
    "kotlin": (
        "p{0}/q{1}/M{2}.kt",
        "import p{0}.q{1}.M{2}_0\n",
        "import java.util.List\n",
        "class M{0}_{1}\n",
    ),
    "scala": (
        "p{0}/q{1}/M{2}.scala",
        "import p{0}.q{1}.M{2}_0\n",
        "import java.util.List\n",
        "class M{0}_{1}\n",
    ),
    "csharp": (
        "P{0}/Q{1}/M{2}.cs",
        "using P{0}.Q{1};\n",
        "using System.Linq;\n",
        "class M{0}_{1} {{}}\n",
    ),
    "php": (
        "src/P{0}/Q{1}/M{2}.php",
        "use Top\\P{0}\\Q{1}\\M{2};\n",
        "use DateTime;\n",
        "function f{0}_{1}() {{}}\n",
    ),
    "swift": (
        "Sources/P{0}/M{2}.swift",
        "import P{0}\n",
        "import Foundation\n",
        "struct F{0}_{1} {{}}\n",
    ),
}
FIRST_LINES = {
    "go": "package q\n",
    "java": "package p{0}.q{1};\n",
    "kotlin": "package p{0}.q{1}\n",
    "scala": "package p{0}.q{1}\n",
    "csharp": "namespace P{0}.Q{1};\n",
    "php": "<?php\nnamespace Top\\P{0}\\Q{1};\n",
}
USES = {"csharp": "class U{2} : M{2}_0 {{}}\n", "swift": "let u{2}: F{2}_0\n"}
"""Uses of what is imported, where an import names no file of its own."""
MANIFESTS = {
    "php": {"composer.json": b'{"autoload": {"psr-4": {"Top\\\\": "src/"}}}'},
    "go": {"go.mod": b"module example.org/top\n"},
    "rust": {"Cargo.toml": b'[package]\nname = "top"\n'},
}
FAN_OUT = 6
DEFINED = 20


def parsed(language: str, path: str, text: bytes) -> File:
    """A file with its outline."""
    tree = languages.parse(language, text)
    assert tree is not None
    return path, language, languages.outline(language, text, tree)


def repository(language: str, count: int, directories: int = 60) -> Iterator[File]:
    """The made repository, in at most 40 times so many directories; 0 is one in all."""
    draw = random.Random(count)  # noqa: S311 - reproducible, no secret
    path, wanted, standard, defined = FORMS[language]
    paths = []

    def place(number: int) -> tuple[int, int, int]:
        if not directories:
            return 0, 0, number
        return number % directories, number // directories % 40, number

    for number in range(count):
        needed = [place(draw.randrange(count)) for _ in range(FAN_OUT)]
        lines = [FIRST_LINES.get(language, "").format(*place(number))]
        lines += [wanted.format(*each) for each in [*needed, (61, 1, number)]]
        lines += [USES.get(language, "").format(*each) for each in needed]
        lines += [standard, *(defined.format(number, index) for index in range(DEFINED))]
        paths.append(path.format(*place(number)))
        yield parsed(language, paths[-1], "".join(lines).encode())
    if language == "rust":
        yield from declarations(paths)


def declarations(paths: list[str]) -> Iterator[File]:
    """The files with `mod x;` that make a tree of Rust's modules."""
    inside: dict[str, set[str]] = collections.defaultdict(set)
    for path in paths:
        while path != "src":
            directory, name = posixpath.split(path)
            inside[directory].add(name.removesuffix(".rs"))
            path = directory
    for directory, names in sorted(inside.items()):
        text = "".join(f"pub mod {name};\n" for name in sorted(names)).encode()
        file = "lib.rs" if directory == "src" else "mod.rs"
        yield parsed("rust", posixpath.join(directory, file), text)


def resolve_made(language: str, count: int, directories: int) -> None:
    """Prints the seconds and the memory of one made repository."""
    files = list(repository(language, count, directories))
    start = time.process_time()
    manifests = MANIFESTS.get(language, {})
    found = resolution.resolve(files, manifests, [*manifests, *(path for path, _, _ in files)])
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{language:11} {seconds:5.1f} s of processor, {len(found.links)} links, ", end="")
    print(f"{peak} MiB at most, {dict(found.counts[language])}", flush=True)


class Extraction:
    """CPU seconds by language: parsing, outlines; and of resolution."""

    def __init__(self) -> None:
        self.bytes: collections.Counter[str] = collections.Counter()
        self.parse: dict[str, float] = collections.defaultdict(float)
        self.outline: dict[str, float] = collections.defaultdict(float)
        self.resolve = 0.0

    def measure(self, source: sources.Source, only: str | None) -> None:
        """Adds one repository."""
        texts = {raw.path: raw.data for raw in sources.read(source) if raw.data is not None}
        header = languages.header_language(texts)
        files = []
        for path, text in texts.items():
            language = languages.language_of(path, text[:256])
            language = header if path.endswith(".h") else language
            if language in languages.SPECS and only in (None, language):
                files += self.extract(path, language, text)
        manifests = {path: text for path, text in texts.items() if languages.is_manifest(path)}
        start = time.process_time()
        resolution.resolve(files, manifests, list(texts))
        self.resolve += time.process_time() - start

    def extract(self, path: str, language: str, text: bytes) -> list[File]:
        """Parses one file and takes its outline."""
        start = time.process_time()
        tree = languages.parse(language, text)
        middle = time.process_time()
        found = [(path, language, languages.outline(language, text, tree))] if tree else []
        del tree  # freeing it is a part of the price
        self.bytes[language] += len(text)
        self.parse[language] += middle - start
        self.outline[language] += time.process_time() - middle
        return found

    def report(self) -> None:
        """Prints a line for each language and one for all."""
        for language in sorted(self.bytes):
            size, parse = self.bytes[language] / 1e6, self.parse[language]
            line(language, size, parse, self.outline[language], 0.0)
        total = self.bytes.total() / 1e6
        line("all", total, sum(self.parse.values()), sum(self.outline.values()), self.resolve)


def line(name: str, size: float, parse: float, outline: float, resolve: float) -> None:
    """Prints one line of `Extraction.report`."""
    print(
        f"{name:11} {size:7.1f} MB: parse {parse:6.2f} s, outline {outline:6.2f} s, "
        f"resolve {resolve:6.2f} s; parse alone {size / parse:5.2f} MB/s, "
        f"all {size / (parse + outline + resolve):5.2f} MB/s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--input")
    parser.add_argument("--files", type=int, default=60_000)
    parser.add_argument("--directories", type=int, default=60, help="0: all files in one")
    parser.add_argument("--language", choices=sorted(languages.SPECS))
    arguments = parser.parse_args()
    if arguments.input:
        extraction = Extraction()
        for source in sources.discover([arguments.input]):
            extraction.measure(source, arguments.language)
        extraction.report()
        return
    for language in [arguments.language] if arguments.language else sorted(FORMS):
        resolve_made(language, arguments.files, arguments.directories)


if __name__ == "__main__":
    main()
