"""The language of a file, by its name first; covers more languages than can be parsed.

In this order: what the user has set; the whole name; the longest known extension, where several
languages share it told by content; a name with a suffix (`Dockerfile.dev`); the `#!` line; what
editors are told; what the file begins with.  A name that a build fills in or people copy
(`config.h.in`, `settings.py.example`) is that of the file that is made of it.
"""

import collections
import dataclasses
import posixpath
import re
import types
from collections.abc import Collection, Iterable, Iterator, Mapping

from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.recognition import contents, interpreters, modelines
from repoloom.languages.recognition.formats import BUILD, DATA, DOCS, MARKUP
from repoloom.languages.recognition.programming import CODE

_KINDS = (("code", CODE), ("build", BUILD), ("docs", DOCS), ("markup", MARKUP), ("data", DATA))
_KIND_NAMES = tuple(kind for kind, _ in _KINDS)


def _read(table: str) -> Iterator[tuple[str, list[str]]]:
    """(language, its extensions and file names) of a table."""
    for entry in table.split("|"):
        language, *names = entry.split()
        yield language, names


KINDS: Mapping[str, str] = {
    language: kind for kind, table in _KINDS for language, _ in _read(table)
}
"""What the languages of the tables hold."""

# Whole names that also stand with a suffix of any kind; a script's first line goes before the rest.
_SUFFIXED = frozenset({"Dockerfile", "LICENSE", "LICENCE", "COPYING", "NOTICE", "README"})
_LATE_NAMES = (
    "Makefile makefile GNUmakefile Kconfig Kbuild Jenkinsfile Vagrantfile Containerfile CHANGELOG"
    " CONTRIBUTORS AUTHORS INSTALL NEWS TODO BUILD Gemfile Procfile Justfile justfile Earthfile"
)
# What stands behind the name of a file that another is made of.
_TEMPLATES = re.compile(
    r"(?i)[.-](?:in|templates?|samples?|examples?|dist|defaults?|skel|stub|cmakein)\Z"
)

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
    names: frozenset[str]
    folded: Mapping[str, str]  # whole names in small letters


def tables(specs: Iterable[LanguageSpec]) -> Tables:
    """The look-ups; a parsable language wins over an unparsed one."""
    extensions: dict[str, str] = {}
    filenames: dict[str, str] = {}
    known = dict(interpreters.INTERPRETERS)
    for _, table in _KINDS:
        for language, names in _read(table):
            for name in names:
                (extensions if name.startswith(".") else filenames)[name] = language
    manifests: set[str] = set()
    every = set(KINDS)
    for spec in specs:
        extensions.update(dict.fromkeys(spec.extensions, spec.name))
        filenames.update(dict.fromkeys(spec.filenames, spec.name))
        known.update(dict.fromkeys(spec.interpreters, spec.name))
        manifests.update(spec.manifests)
        every.add(spec.name)
    extensions |= contents.DEFAULTS
    folded = {name.lower(): language for name, language in filenames.items()}
    return Tables(
        *(extensions, filenames, known, tuple(sorted(manifests))), frozenset(every), folded
    )


def language_of(
    table: Tables, path: str, text: bytes, added: Mapping[str, str] = types.MappingProxyType({})
) -> str:
    """The language of a file, "" where nothing says it.

    Args:
        table: what names are known.
        path: of the file.
        text: the file, or its beginning; where there is none, names alone are asked.
        added: languages by extension (small letters, with the dot) and by whole file name.
    """
    name = posixpath.basename(path)
    if own := _by_name(added, added, name)[1]:
        return own
    extension, found = _by_name(table.filenames, table.extensions, name)
    if extension in contents.DEFAULTS and text:
        said = _scripted(table, text)
        fits = contents.may_be(extension, said)
        found = said if said and fits else contents.of_shared(extension, text)
    return found or _by_suffix(table, name, text, added) or _by_text(table, name, text)


def _by_name(
    filenames: Mapping[str, str], extensions: Mapping[str, str], name: str
) -> tuple[str, str]:
    """(the extension, or "" where the whole name is known; the language)."""
    if found := filenames.get(name):
        return "", found
    lower = name.lower()
    dot = lower.find(".")
    while dot >= 0:
        if lower[dot:] in extensions:
            return lower[dot:], extensions[lower[dot:]]
        dot = lower.find(".", dot + 1)
    return "", ""


def _by_suffix(table: Tables, name: str, text: bytes, added: Mapping[str, str]) -> str:
    """By a name with a suffix: `Dockerfile.debug`, `LICENSE-MIT`, `config.h.in`."""
    stem = re.split(r"[._-]", name, maxsplit=1)[0]
    if stem in _SUFFIXED:
        return table.filenames[stem]
    bare = _TEMPLATES.sub("", name)
    if bare and bare != name and (found := language_of(table, bare, text, added)):
        return found
    return ""


def _by_text(table: Tables, name: str, text: bytes) -> str:
    """By what stands in the file, where its name says nothing."""
    if found := _scripted(table, text) or contents.of_manual(name, text):
        return found
    stem = re.split(r"[._-]", name, maxsplit=1)[0]
    if stem in _LATE_NAMES.split():
        return table.filenames[stem]
    return table.folded.get(name.lower(), "") or contents.of_opening(text)


def _scripted(table: Tables, text: bytes) -> str:
    """What runs the file, or what its editor is told."""
    return interpreters.language_of(table.interpreters, text) or modelines.language_of(
        table.names, text
    )


def of_linguist(table: Tables, name: str) -> str:
    """The language that Linguist calls so, "" where none is known: `C++` is "cpp".

    Args:
        table: what names are known.
        name: as `linguist-language` has it, in any case.
    """
    spelled = name.lower().replace("+", "p").replace("#", "sharp")
    word = re.sub(r"[^a-z0-9]", "", spelled)
    return next((one for one in (word, modelines.meant(name)) if one in table.names), "")


def header_language(paths: Iterable[str]) -> str:
    """C++ where more files have an extension that only C++ has than end in `.c`."""
    counts = collections.Counter(posixpath.splitext(path)[1].lower() for path in paths)
    cpp = sum(counts[extension] for extension in CPP_ONLY)
    return "cpp" if cpp > counts[".c"] else "c"


def additions(text: str, known: Collection[str]) -> Mapping[str, str]:
    """Languages that a user adds: `.foo=python,BUILD.x=bazel,.bar=code:barlang`.

    Args:
        text: an extension or a whole file name, `=`, and a language, with commas between them; a
            language that is not known says its kind before a colon.
        known: the languages that need no kind.

    Raises:
        ValueError: an entry cannot be read; the message names it.
    """
    found: dict[str, str] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, _, language = (part.strip() for part in entry.partition("="))
        kind, _, own = language.partition(":")
        if not name or "/" in name or not (language in known or (own and kind in _KIND_NAMES)):
            raise ValueError(
                f"{entry!r} adds no language; write .ext=language or Filename=language, and a new"
                f" language as kind:language with one of {', '.join(_KIND_NAMES)}"
            )
        found[name.lower() if name.startswith(".") else name] = language
    return found
