"""Resolving the imports of one very large repository: seconds and peak memory.

    python -m benchmarks.resolution [--files 60000] [--language python]

Each file imports six others by their full names, one that is not there and one of the standard
library, and defines twenty names.
"""

import argparse
import random
import resource
import time

import languages
from transforms import resolution

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
        "import p{0}.q{1}.M{2};\n",
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
FAN_OUT = 6
DEFINED = 20


def repository(language: str, count: int) -> list[tuple[str, str, languages.Outline]]:
    draw = random.Random(count)  # noqa: S311 - reproducible, no secret
    path, wanted, standard, defined = FORMS[language]

    def place(number: int) -> tuple[int, int, int]:
        return number % 60, number // 60 % 40, number

    files = []
    for number in range(count):
        needed = [place(draw.randrange(count)) for _ in range(FAN_OUT)]
        lines = [wanted.format(*each) for each in [*needed, (61, 1, number)]]
        lines += [standard, *(defined.format(number, index) for index in range(DEFINED))]
        text = "".join(lines).encode()
        tree = languages.parse(language, text)
        assert tree is not None
        outline = languages.outline(language, text, tree)
        files.append((path.format(*place(number)), language, outline))
    return files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=60_000)
    parser.add_argument("--language", choices=sorted(FORMS))
    arguments = parser.parse_args()
    for language in [arguments.language] if arguments.language else sorted(FORMS):
        files = repository(language, arguments.files)
        start = time.process_time()
        found = resolution.resolve(files, {}, [path for path, _, _ in files])
        seconds = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(f"{language:11} {seconds:5.1f} s of processor, {len(found.links)} links, ", end="")
        print(f"{peak} MiB at most, {dict(found.counts[language])}")


if __name__ == "__main__":
    main()
