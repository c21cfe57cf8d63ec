"""The language of a file by its name; covers more languages than can be parsed."""

import collections
import dataclasses
import fnmatch
import functools
import posixpath
import re
from collections.abc import Iterable, Mapping

from repoloom.languages.engine.comments import DASHES, HASHES, MARKUP, SLASHES, Comments
from repoloom.languages.engine.spec import LanguageSpec

# language: (kind, "extensions and whole file names"); an extension begins with a dot.
UNPARSED: Mapping[str, tuple[str, str]] = {
    "ada": ("code", ".ada .adb .ads"),
    "assembly": ("code", ".asm .s .nasm"),
    "asciidoc": ("docs", ".adoc .asciidoc"),
    "awk": ("code", ".awk"),
    "batch": ("code", ".bat .cmd"),
    "bazel": ("build", ".bzl .bazel BUILD WORKSPACE"),
    "clojure": ("code", ".clj .cljc .cljs .edn"),
    "cmake": ("build", ".cmake CMakeLists.txt"),
    "coffeescript": ("code", ".coffee"),
    "crystal": ("code", ".cr"),
    "css": ("markup", ".css"),
    "csv": ("data", ".csv .tsv"),
    "cuda": ("code", ".cu .cuh"),
    "dart": ("code", ".dart"),
    "dockerfile": ("build", ".dockerfile Dockerfile Containerfile"),
    "elixir": ("code", ".ex .exs"),
    "elm": ("code", ".elm"),
    "erlang": ("code", ".erl .hrl"),
    "fortran": ("code", ".f .f90 .f95 .f03 .f08 .for"),
    "fsharp": ("code", ".fs .fsi .fsx"),
    "gomod": ("build", "go.mod go.work"),
    "gradle": ("build", ".gradle"),
    "graphql": ("code", ".graphql .gql"),
    "groovy": ("code", ".groovy Jenkinsfile"),
    "haskell": ("code", ".hs .lhs"),
    "hcl": ("build", ".hcl .tf .tfvars"),
    "html": ("markup", ".html .htm .xhtml"),
    "ignore": (
        "data",
        ".gitignore .gitattributes .gitmodules .dockerignore .npmignore .eslintignore"
        " .prettierignore .git-blame-ignore-revs CODEOWNERS",
    ),
    "ini": ("data", ".ini .cfg .conf .properties .editorconfig .gitconfig .coveragerc .npmrc"),
    "json": ("data", ".json .json5 .jsonc .geojson .webmanifest .babelrc .eslintrc"),
    "jsonl": ("data", ".jsonl .ndjson"),
    "julia": ("code", ".jl"),
    "jupyter": ("data", ".ipynb"),
    "less": ("markup", ".less"),
    "lisp": ("code", ".lisp .lsp .cl .el"),
    "lockfile": ("data", ".lock go.sum go.work.sum"),
    "makefile": ("build", ".mk .mak Makefile makefile GNUmakefile"),
    "markdown": ("docs", ".md .markdown .mdx"),
    "matlab": ("code", ".matlab"),
    "meson": ("build", "meson.build meson_options.txt"),
    "nim": ("code", ".nim"),
    "nix": ("build", ".nix"),
    "objectivec": ("code", ".m .mm"),
    "ocaml": ("code", ".ml .mli"),
    "pascal": ("code", ".pas .pp"),
    "patch": ("data", ".diff .patch"),
    "perl": ("code", ".pl .pm .t"),
    "powershell": ("code", ".ps1 .psm1 .psd1"),
    "prolog": ("code", ".pro .prolog"),
    "protobuf": ("code", ".proto"),
    "r": ("code", ".r .rmd"),
    "racket": ("code", ".rkt"),
    "restructuredtext": ("docs", ".rst .rest"),
    "scheme": ("code", ".scm .ss"),
    "scss": ("markup", ".scss .sass"),
    "shell": ("code", ".sh .bash .zsh .ksh .fish .bats .bashrc .zshrc .profile"),
    "snapshot": ("data", ".snap .expect .expected .golden"),
    "solidity": ("code", ".sol"),
    "sql": ("code", ".sql .psql .ddl"),
    "starlark": ("build", ".star"),
    "svg": ("markup", ".svg"),
    "tcl": ("code", ".tcl"),
    "template": (
        "markup",
        ".erb .ejs .haml .slim .hbs .mustache .liquid .jinja .jinja2 .j2 .tmpl .twig .jst .erubis",
    ),
    "tex": ("docs", ".tex .sty .bib"),
    "text": (
        "docs",
        ".txt .text README LICENSE LICENCE UNLICENSE COPYING NOTICE AUTHORS CHANGELOG CONTRIBUTORS",
    ),
    "thrift": ("code", ".thrift"),
    "toml": ("data", ".toml Pipfile Cargo.lock poetry.lock"),
    "verilog": ("code", ".v .sv .svh .vh"),
    "vhdl": ("code", ".vhd .vhdl"),
    "viml": ("code", ".vim .vimrc"),
    "webassembly": ("code", ".wat .wast"),
    "xml": ("data", ".xml .xsd .xsl .xslt .csproj .vbproj .fsproj .props .targets .plist .resx"),
    "yaml": ("data", ".yaml .yml .clang-format .clang-tidy"),
    "zig": ("code", ".zig"),
}

# Whole names that also stand with a suffix of any kind.
_SUFFIXED = frozenset({"Dockerfile", "LICENSE", "LICENCE", "COPYING", "NOTICE", "README"})

COMMENTS: Mapping[str, Comments] = {
    language: comments
    for comments, names in (
        (SLASHES, "css dart"),
        (HASHES, "dockerfile makefile perl r shell toml yaml"),
        (DASHES, "haskell sql"),
        (MARKUP, "html xml"),
    )
    for language in names.split()
}
"""The comment marks of languages that are not parsed."""

KINDS: Mapping[str, str] = {language: kind for language, (kind, _) in UNPARSED.items()}

INTERPRETERS: Mapping[str, str] = {
    "awk": "awk",
    "gawk": "awk",
    "bash": "shell",
    "dash": "shell",
    "ksh": "shell",
    "sh": "shell",
    "zsh": "shell",
    "fish": "shell",
    "make": "makefile",
    "perl": "perl",
    "rscript": "r",
    "tclsh": "tcl",
    "escript": "erlang",
    "elixir": "elixir",
    "julia": "julia",
}

SHEBANG = re.compile(rb"\A#!\s*(\S+)(?:[ \t]+(?:-S[ \t]+)?(?:\w+=\S+[ \t]+)*(\S+))?")

CPP_ONLY = frozenset(
    {
        ".cc",
        ".cpp",
        ".cxx",
        ".c++",
        ".hh",
        ".hpp",
        ".hxx",
        ".h++",
        ".ipp",
        ".tpp",
        ".inl",
        ".cu",
        ".mm",
    }
)


@dataclasses.dataclass(frozen=True, slots=True)
class Tables:
    """Look-ups from names to languages, of parsed and other languages together."""

    extensions: Mapping[str, str]
    filenames: Mapping[str, str]
    interpreters: Mapping[str, str]
    manifests: tuple[str, ...]


def tables(specs: Iterable[LanguageSpec]) -> Tables:
    """The look-ups; a parsable language wins over an unparsed one."""
    extensions: dict[str, str] = {}
    filenames: dict[str, str] = {}
    interpreters = dict(INTERPRETERS)
    for language, (_, names) in UNPARSED.items():
        for name in names.split():
            (extensions if name.startswith(".") else filenames)[name] = language
    manifests: set[str] = set()
    for spec in specs:
        extensions.update(dict.fromkeys(spec.extensions, spec.name))
        filenames.update(dict.fromkeys(spec.filenames, spec.name))
        interpreters.update(dict.fromkeys(spec.interpreters, spec.name))
        manifests.update(spec.manifests)
    return Tables(extensions, filenames, interpreters, tuple(sorted(manifests)))


def language_of(table: Tables, path: str, head: bytes) -> str:
    """By whole name, then by the longest known extension, then by the `#!` line."""
    name = posixpath.basename(path)
    if found := table.filenames.get(name):
        return found
    lower = name.lower()
    dot = lower.find(".")
    while dot >= 0:
        if found := table.extensions.get(lower[dot:]):
            return found
        dot = lower.find(".", dot + 1)
    stem = re.split(r"[.-]", name, maxsplit=1)[0]
    if stem in _SUFFIXED:  # Dockerfile.debug, LICENSE-MIT
        return table.filenames[stem]
    return shebang(table, head)


def shebang(table: Tables, head: bytes) -> str:
    """`#!/usr/bin/env -S python3.11 -u` is "python"; "" where there is no such line."""
    match = SHEBANG.match(head)
    if not match:
        return ""
    program = posixpath.basename(match[1].decode("latin-1"))
    if program == "env" and match[2]:
        program = posixpath.basename(match[2].decode("latin-1"))
    return table.interpreters.get(program.lower().rstrip("0123456789.-"), "")


def header_language(paths: Iterable[str]) -> str:
    """C++ where more files have an extension that only C++ has than end in `.c`."""
    counts = collections.Counter(posixpath.splitext(path)[1].lower() for path in paths)
    cpp = sum(counts[extension] for extension in CPP_ONLY)
    return "cpp" if cpp > counts[".c"] else "c"


def fits(patterns: tuple[str, ...], path: str) -> bool:
    """Whether the file name matches one of the patterns."""
    return bool(_pattern(patterns).match(posixpath.basename(path)))


@functools.cache
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all patterns; one after the other they took 1 s of 60,000 paths."""
    return re.compile("|".join(fnmatch.translate(pattern) for pattern in patterns) or r"(?!)")
