"""Languages: bytes in, an outline of imports and definitions out.  Depends on tree-sitter only.

Every module beside this one is a language and has a `SPEC`; nothing registers it.  Grammars load on
first use.  `engine/` has what works on any language, `families/` what several share, `recognition/`
tells what language a file is in; a language imports both, a family the engine, the engine neither.
Read `engine/spec.py` first, then `zig.py`.
"""

import importlib
import pkgutil
import types
from collections.abc import Iterable, Mapping

import tree_sitter

from repoloom.languages.engine import configuration, outlining, parsing
from repoloom.languages.engine.comments import Comments
from repoloom.languages.engine.records import (
    COUNT_BITS,
    DEFINED,
    EMBEDDED,
    EXTERNAL,
    INLINE,
    UNRESOLVED,
    Definition,
    Import,
    Outline,
    Target,
    word_key,
)
from repoloom.languages.engine.repository import Repository, grouped, nearest
from repoloom.languages.engine.spec import LanguageSpec
from repoloom.languages.engine.work import TooMuchError
from repoloom.languages.recognition import marks, naming

__all__ = [
    "COUNT_BITS",
    "DEFINED",
    "EMBEDDED",
    "EXTERNAL",
    "INLINE",
    "SPECS",
    "UNRESOLVED",
    "Comments",
    "Definition",
    "Import",
    "LanguageSpec",
    "Outline",
    "Repository",
    "Target",
    "TooMuchError",
    "additions",
    "comments_of",
    "grouped",
    "header_language",
    "is_manifest",
    "kind_of",
    "language_of",
    "nearest",
    "of_linguist",
    "outline",
    "parse",
    "word_key",
]


def _found() -> Mapping[str, LanguageSpec]:
    found = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)
    return types.MappingProxyType(
        {name: importlib.import_module(f"{__name__}.{name}").SPEC for name in found}
    )


SPECS: Mapping[str, LanguageSpec] = _found()
"""The parsable languages by name, sorted."""

_TABLES = naming.tables(SPECS.values())
_NONE: Mapping[str, str] = types.MappingProxyType({})


def language_of(path: str, text: bytes, added: Mapping[str, str] = _NONE) -> str:
    """The language of a file by its name, its first lines and its content; "" unknown.

    A `.h` that may be either is "c": `header_language` says what it is in a repository.

    Args:
        path: of the file.
        text: of the file, or its beginning.
        added: what `additions` gives.
    """
    return naming.language_of(_TABLES, path, text, added)


def additions(text: str) -> Mapping[str, str]:
    """Languages by extension and file name that a setting adds: `.foo=python,.bar=code:barlang`.

    Raises:
        ValueError: an entry cannot be read; the message names it.
    """
    return naming.additions(text, _TABLES.names)


def of_linguist(name: str) -> str:
    """The language that GitHub's Linguist calls so (`C++`, `Objective-C`), "" unknown."""
    return naming.of_linguist(_TABLES, name)


def kind_of(language: str) -> str:
    """What a language holds: "code", "docs", "data", "build", "markup" or "" (unknown).

    A language that a user has added says its kind itself: `code:barlang`.
    """
    kind, added, _ = language.partition(":")
    if added:
        return kind
    return "code" if language in SPECS else naming.KINDS.get(language, "")


def comments_of(language: str) -> Comments | None:
    """How a language writes comments, None where that is not known."""
    spec = SPECS.get(language)
    return spec.comments if spec else marks.COMMENTS.get(language)


def header_language(paths: Iterable[str]) -> str:
    """What `.h` means in a repository with these paths: "c" or "cpp"."""
    return naming.header_language(paths)


def is_manifest(path: str) -> bool:
    """Whether a resolver wants to read the file: go.mod, package.json, pyproject.toml, ..."""
    return configuration.fits(_TABLES.manifests, path)


def parse(
    language: str, text: bytes, *, deadline_s: float = 2.0, max_bytes: int = 1 << 20
) -> tree_sitter.Tree | None:
    """Parses a text of one of `SPECS`.

    Returns:
        The tree, or None: no grammar, over `max_bytes`, over the number of steps that a text of
        its size may take, or, as a last resort, over `deadline_s` seconds of CPU time.
    """
    spec = SPECS.get(language)
    if spec is None:
        return None
    return parsing.parse(spec, text, deadline_s=deadline_s, max_bytes=max_bytes)


def outline(
    language: str, text: bytes, tree: tree_sitter.Tree, *, import_lines: int = 0
) -> Outline:
    """What a file imports, defines and uses; see `Outline`.

    Args:
        language: one of `SPECS`.
        text: the text that `tree` was made of.
        tree: from `parse`.
        import_lines: count imports only in that many lines after the leading comments (the
            CodeGemma report reads the "top N lines"); 0 is the whole file.

    Raises:
        TooMuchError: it would take far more steps than a text of its size may.
    """
    if language not in SPECS:
        raise ValueError(f"no language {language!r}; the parsable ones are {sorted(SPECS)}")
    return outlining.outline(SPECS[language], text, tree, import_lines=import_lines)
