"""Aliases in the configuration of bundlers and test runners, as far as they are written plainly.

Vite, webpack and their relatives are configured by programs.  An alias counts where its target
is made of string literals and of the directory of the configuration alone: `path.resolve(__dirname,
"src")`, `fileURLToPath(new URL("./src", import.meta.url))`, `"./src"`.  A name of a variable makes
it unknown, and nothing is guessed.  Frameworks with an alias of their own (`$lib` of SvelteKit, `~`
of Nuxt, `@` of Vue's command line) have it by the presence of their configuration.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from repoloom.languages.engine.configuration import fits, too_long
from repoloom.languages.engine.repository import Repository
from repoloom.languages.families.manifests.patterns import Patterns

TOOLS = "vite vitest vue next nuxt svelte astro rollup rspack rsbuild craco jest babel farm"
NAMES = (
    *(f"{tool}.config.*" for tool in TOOLS.split()),
    *("electron.vite.config.*", "webpack*.js", "webpack*.ts", "webpack*.[cm][jt]s"),
    *(".babelrc", ".babelrc.*s*"),
)

FRAMEWORKS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "svelte.config": {"$lib": ("src/lib",)},
    "nuxt.config": {"~": ("app", "", "src"), "@": ("app", "", "src"), "~~": ("",), "@@": ("",)},
    "vue.config": {"@": ("src",)},
}

LEXEMES = re.compile(
    r"""(?xs)
    (?P<text> "(?:\\.|[^"\\\n])*+" | '(?:\\.|[^'\\\n])*+' | `(?:\\.|[^`\\])*+(?:`|\\?\Z) )
  | (?P<comment> //[^\n]* | /\*.*?(?:\*/|\Z) )
  | (?P<name> [\w$.]+ )
  | (?P<mark> [^\s] )
"""
)
TABLES = ("alias", "moduleNameMapper")
MOST_TABLES, MOST_TOKENS = 64, 64
"""Of one file, and of one target: tables in tables would be read once for each."""
HERE = frozenset(("__dirname", "import.meta.url", "import.meta.dirname", "process.cwd"))
JOINING = frozenset(
    ["resolve", "join", "path.resolve", "path.join", "path.posix.join", "new", "URL"]
)
PLAIN = HERE | JOINING | {"fileURLToPath", "url.fileURLToPath", ".pathname"}
MAPPED = re.compile(r"\^?([^()*^$\\.+?|\[]+)(\(\.[*+]\))?\$?")
"""A regular expression of Jest's that is a path, or one with any text behind it."""

Token = tuple[str, str]


def read_aliases(repository: Repository) -> dict[str, list[Patterns]]:
    """Directory -> the aliases of the configurations in it; their targets from the root."""
    found: dict[str, list[Patterns]] = {}
    for path, text in repository.manifests.items():
        if not fits(NAMES, path) or too_long(text):
            continue
        directory, name = posixpath.split(path)
        table: dict[str, tuple[str, ...]] = {}
        for key, value in stated(tokens(text.decode("utf-8", "replace"))):
            if (target := evaluated(value)) and (place := placed(repository, directory, *target)):
                table.setdefault(key, (place,))
        for key, places in FRAMEWORKS.get(name.rpartition(".")[0], {}).items():
            table.setdefault(key, tuple(posixpath.join(directory, place) for place in places))
        if table:
            found.setdefault(directory, []).append(Patterns(dict(spread(table))))
    return found


def tokens(text: str) -> list[Token]:
    """(kind, text) of a program's strings, names and marks, without comments."""
    matches = LEXEMES.finditer(text)
    return [(str(one.lastgroup), one[0]) for one in matches if one.lastgroup != "comment"]


def stated(found: Sequence[Token]) -> Iterator[tuple[str, Sequence[Token]]]:
    """(alias, the tokens of its target) of each table of aliases and each assignment to one."""
    chained, left = False, MOST_TABLES
    for at, (kind, text) in enumerate(found):
        name = text.strip("\"'`").rpartition(".")[2] if kind != "mark" else ""
        if name not in (*TABLES, "set"):
            continue
        behind = [token[1] for token in found[at + 1 : at + 5]]
        key = found[at + 2] if at + 2 < len(found) and found[at + 2][0] == "text" else None
        if name in TABLES and behind[:1] in ([":"], ["="]):
            left -= 1
            yield from entries(found, at + 2) if left >= 0 else ()
        elif key and name == "alias" and behind[0] == "[" and behind[2:] == ["]", "="]:
            yield unquoted(key), value_at(found, at + 5)
        before = found[at - 1][1] if at else ""
        chained = (
            text.endswith("alias.set") or before.endswith("alias") or (chained and before == ")")
        )
        if chained and name == "set" and key and behind[::2][:2] == ["(", ","]:
            yield unquoted(key), value_at(found, at + 4)


def entries(found: Sequence[Token], start: int) -> Iterator[tuple[str, Sequence[Token]]]:
    """The entries of `{key: value}`, or of `[{find: key, replacement: value}]`."""
    listed = start < len(found) and found[start][1] == "["
    if not listed and (start >= len(found) or found[start][1] != "{"):
        return
    at, depth, key = start + 1, 1, ""
    while at < len(found) and depth:
        kind, text = found[at]
        named = kind != "mark" and at + 1 < len(found) and found[at + 1][1] == ":"
        if named and depth == 1 + listed:
            value = value_at(found, at + 2)
            if not listed:
                yield unquoted(found[at]), value
            elif unquoted(found[at]) == "find":
                key = unquoted(value[0]) if len(value) == 1 and value[0][0] == "text" else ""
            elif unquoted(found[at]) == "replacement" and key:
                yield key, value
                key = ""
            at += 1 + len(value)
        elif kind == "mark":
            depth += (text in "{[(") - (text in "}])")
        at += 1


def value_at(found: Sequence[Token], start: int) -> Sequence[Token]:
    """The tokens of an expression: up to a comma, a semicolon or the end of what holds it.

    None of a long one, which is not plain.
    """
    depth, at = 0, start
    while at < len(found):
        if at - start > MOST_TOKENS:
            return ()
        kind, text = found[at]
        if kind == "mark":
            depth += (text in "{[(") - (text in "}])")
            if depth < 0 or (not depth and text in ",;"):
                break
        at += 1
    return found[start:at]


def unquoted(token: Token) -> str:
    """A key as it is, a string without its quotes."""
    return token[1][1:-1] if token[0] == "text" else token[1]


def evaluated(value: Sequence[Token]) -> tuple[str, bool] | None:
    """(path, whether it is certainly one), None where the expression is not plain."""
    parts: list[str] = []
    based = False
    for kind, text in value:
        if kind == "text":
            part = unquoted((kind, text))
            based |= part.startswith(("${__dirname}", "<rootDir>"))
            parts.append(part.removeprefix("${__dirname}").removeprefix("<rootDir>"))
        elif kind == "name":
            based |= text in HERE or text in JOINING
        if text not in PLAIN and (kind == "name" or (kind == "mark" and text not in "(),+")):
            return None
    if any("${" in part for part in parts) or not (parts or based):
        return None
    path = posixpath.join("", *(part.lstrip("/") if based else part for part in parts))
    return path, based or path.startswith(("./", "../", "/"))


def placed(repository: Repository, directory: str, path: str, certain: bool) -> str:
    """The path from the root of the repository; "" outside of it, or where a name is no folder."""
    place = posixpath.normpath(posixpath.join(directory, path.lstrip("/")))
    if place.startswith("..") or not (certain or place in repository.directories):
        return ""
    return place


def spread(table: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, list[str]]]:
    """An alias stands for itself and for what is below it, as bundlers have it."""
    for key, targets in table.items():
        mapped = MAPPED.fullmatch(key) if key.startswith("^") else None
        if mapped:
            yield mapped[1] + "*" * bool(mapped[2]), [one.replace("$1", "*") for one in targets]
        elif key.endswith("$"):  # webpack: the name alone
            yield key[:-1], list(targets)
        elif "*" in key:
            yield key, list(targets)
        else:
            yield key.rstrip("/"), list(targets)
            yield key.rstrip("/") + "/*", [one.rstrip("/") + "/*" for one in targets]
