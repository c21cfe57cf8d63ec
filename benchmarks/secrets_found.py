"""How many secrets are found: made-up ones in every form, and what the rules of scanners allow.

    python -m benchmarks.secrets_found [--count 40] [--rules FILE ...] [--misses]

Without rules, `--count` draws stand in each form of `benchmarks.secret_forms`: 16 characters of
letters, digits and signs for passwords, 20 to 40 letters and digits for keys.  A file of rules is
the configuration of a scanner in TOML (`[[rules]]` with `id` and `regex`, as gitleaks has it), or
lines of JSON with `rule`, `text` and `secrets`.  Of a rule, texts are drawn from its expression;
each stands as a file .ini and as a file .py.  Nothing that is drawn is printed without `--misses`.
"""

import argparse
import collections
import json
import pathlib
import random
import re
import string
import tomllib
from collections.abc import Iterator

from benchmarks import secret_forms
from repoloom import languages
from repoloom.transforms import keyed
from repoloom.transforms.redaction import redact

try:
    from re import _parser as expressions  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover
    import sre_parse as expressions

SECRET = b"a key of the measurement"
LETTERS = string.ascii_letters + string.digits
PASSWORD = "".join(sorted(set(LETTERS) - set("IOlo01"))) + "#%^*_+="
Sample = tuple[str, str, tuple[str, ...]]  # name, text, the secrets in it


def is_found(path: str, text: str, secrets: tuple[str, ...]) -> bool:
    """Whether no secret stands in the redacted text."""
    language = languages.language_of(path, text.encode()[:512])
    clean = redact.redact(text.encode(), secret=SECRET, path=path, language=language).text.decode()
    return not any(secret in clean for secret in secrets)


def in_forms(count: int) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """(name of the form, path, text, secrets): draws in every form."""
    draw = keyed.rng(1, "secrets_found")
    for kind, forms in (("password", secret_forms.PASSWORDS), ("key", secret_forms.KEYS)):
        for name, (path, form) in forms.items():
            for _ in range(count):
                size = 16 if kind == "password" else draw.randrange(20, 41)
                value = "".join(draw.choices(PASSWORD if kind == "password" else LETTERS, k=size))
                at = form.rindex("@@") if "@@" in form else form.rindex("@")
                yield f"{kind}: {name}", path, form[:at] + value + form[at + 1 :], (value,)


def of_rules(path: pathlib.Path, count: int) -> Iterator[Sample]:
    """The texts that a file of rules has or allows."""
    if path.suffix != ".toml":
        for line in path.read_text().splitlines():
            row = json.loads(line)
            secrets = row.get("secrets") or [span["value"] for span in row.get("spans", [])]
            if row.get("label", "positive") == "positive" and secrets:
                yield row["rule"], row["text"], tuple(secrets)
        return
    for rule in tomllib.loads(path.read_text())["rules"]:
        yield from drawn(rule["id"], rule.get("regex", ""), count)


def drawn(name: str, pattern: str, count: int) -> Iterator[Sample]:
    """Texts that an expression matches, and the first group in each (or all of it)."""
    draw = keyed.rng(2, "secrets_found", name)
    try:
        compiled = re.compile(pattern.replace(r"\z", r"\Z").replace("[[:alnum:]]", "[A-Za-z0-9]"))
        parsed = expressions.parse(compiled.pattern)
    except re.error:
        return
    for _ in range(count if pattern else 0):
        text = "".join(_text(parsed, draw))
        if found := compiled.search(text):
            yield name, text, (found.group(min(1, compiled.groups)) or found.group(),)


def _text(parsed, draw: random.Random) -> Iterator[str]:
    """One text of a parsed expression; repetitions without a limit stay short."""
    for operator, argument in parsed:
        kind = str(operator)
        if kind == "LITERAL":
            yield chr(argument)
        elif kind == "IN":
            yield draw.choice(_members(argument))
        elif kind == "ANY":
            yield draw.choice(LETTERS)
        elif kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = argument
            for _ in range(draw.randint(least, min(most, least + 8, max(least, 200)))):
                yield from _text(inner, draw)
        elif kind == "SUBPATTERN":
            yield from _text(argument[3], draw)
        elif kind == "BRANCH":
            yield from _text(draw.choice(argument[1]), draw)


def _members(argument) -> list[str]:
    """The characters of a class."""
    members: set[str] = set()
    inverse = False
    for operator, value in argument:
        kind = str(operator)
        if kind == "NEGATE":
            inverse = True
        elif kind == "LITERAL":
            members.add(chr(value))
        elif kind == "RANGE":
            members.update(map(chr, range(value[0], min(value[1], 126) + 1)))
        elif "DIGIT" in str(value):
            members.update(string.digits)
        elif "SPACE" in str(value):
            members.add(" ")
        else:
            members.update(LETTERS + "_")
    return sorted(set(string.printable[:94]) - members if inverse else members) or ["a"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--rules", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    tables: dict[str, collections.defaultdict[str, list[bool]]] = {}
    if not given.rules:
        tables["forms"] = collections.defaultdict(list)
        for name, path, text, secrets in in_forms(given.count):
            tables["forms"][name].append(is_found(path, text, secrets))
    for file in given.rules:
        for path in ("config.ini", "config.py"):
            table = tables[f"{file.name} as {path}"] = collections.defaultdict(list)
            for name, text, secrets in of_rules(file, given.count):
                table[name].append(is_found(path, text, secrets))
                if given.misses and not table[name][-1]:
                    print(f"{path} {name}: {text[:120]!r}")
    for title, table in tables.items():
        found, total = (sum(map(size, table.values())) for size in (sum, len))
        print(f"{title}: {found} of {total} found, {found / max(total, 1):.4f}")
        for name, results in sorted(table.items(), key=lambda item: sum(item[1]) / len(item[1])):
            if sum(results) < len(results):
                print(f"    {sum(results):4} of {len(results):4}  {name}")


if __name__ == "__main__":
    main()
