"""Languages: bytes in, an outline of imports and definitions out.  Depends on tree-sitter only.

Every module of this package whose name has no leading underscore is a language and has a `SPEC`;
nothing registers it.  Grammars load on first use.
"""

import importlib
import pkgutil
import types
from collections.abc import Iterable, Mapping

import tree_sitter

from languages import _names, _outline, _parse
from languages._repository import Repository, nearest
from languages._spec import (
    EXTERNAL,
    INLINE,
    UNRESOLVED,
    Definition,
    Import,
    LanguageSpec,
    Outline,
    Target,
)

__all__ = [
    "EXTERNAL",
    "INLINE",
    "SPECS",
    "UNRESOLVED",
    "Definition",
    "Import",
    "LanguageSpec",
    "Outline",
    "Repository",
    "Target",
    "header_language",
    "is_manifest",
    "kind_of",
    "language_of",
    "nearest",
    "outline",
    "parse",
]


def _found() -> Mapping[str, LanguageSpec]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return types.MappingProxyType(
        {
            name: importlib.import_module(f"{__name__}.{name}").SPEC
            for name in names
            if not name.startswith("_")
        }
    )


SPECS: Mapping[str, LanguageSpec] = _found()
"""The parsable languages by name, sorted."""

_TABLES = _names.tables(SPECS.values())


def language_of(path: str, head: bytes) -> str:
    """The language of a file by its name, its extension or the `#!` line in `head`; "" unknown.

    `.h` is "c": `header_language` says what it is in a repository.
    """
    return _names.language_of(_TABLES, path, head)


def kind_of(language: str) -> str:
    """What a language holds: "code", "docs", "data", "build", "markup" or "" (unknown)."""
    return "code" if language in SPECS else _names.KINDS.get(language, "")


def header_language(paths: Iterable[str]) -> str:
    """What `.h` means in a repository with these paths: "c" or "cpp"."""
    return _names.header_language(paths)


def is_manifest(path: str) -> bool:
    """Whether a resolver wants to read the file: go.mod, package.json, pyproject.toml, ..."""
    return _names.fits(_TABLES.manifests, path)


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
    return _parse.parse(spec, text, deadline_s=deadline_s, max_bytes=max_bytes)


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
    """
    if language not in SPECS:
        raise ValueError(f"no language {language!r}; the parsable ones are {sorted(SPECS)}")
    return _outline.outline(SPECS[language], text, tree, import_lines=import_lines)
