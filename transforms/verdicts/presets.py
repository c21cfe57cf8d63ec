"""Policies that have a name, and policies as tables of plain values (a TOML file).

The presets follow the published corpora in their limits, not in their outcomes: what they drop and
a reader of the repository needs stays as context here (see `policy`).  No preset asks for a least
number of lines or words, as OpenCoder does: that takes package markers, re-exporting modules and
tests.
"""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from repoloom import languages
from repoloom.transforms.measures import DROP, EVER, KINDS, OUTCOMES, RULES, TRAIN
from repoloom.transforms.verdicts.policy import LIMITS, Policy, Value

# The policy's keys of outcomes.
_OUTCOMES = frozenset(rule.outcome for rule in RULES) - set(OUTCOMES)
_OFF: dict[str, Any] = {
    **dict.fromkeys(_OUTCOMES, TRAIN),
    **{limit.key: limit.never for limit in LIMITS},
}
_LONG_LINED = ("html", "json", "markdown", "restructuredtext", "text", "xml")

PRESETS: Mapping[str, Policy] = {
    "codegemma": Policy(),
    # StarCoder2 (arXiv 2402.19173, section 2.1): the limits on lines count for drop, data files of
    # up to 512 lines are trained on, nothing is said of copies of other projects.
    "starcoder2": Policy(
        vendored=TRAIN,
        long_lines=DROP,
        max_line=1000,
        max_test_literals=0.0,
        max_mean_line=100.0,
        min_alphabetic=0.25,
        max_encoded_code=0.5,
        context_kinds=frozenset(),
        languages=tuple(
            (name, (("max_line", 100_000), ("max_mean_line", float(EVER))))
            for name in sorted(_LONG_LINED)
        ),
    ),
    # OpenCoder (arXiv 2411.04905, appendix): more letters, less repetition and fewer comments.
    "opencoder": Policy(
        long_lines=DROP,
        max_line=1000,
        max_test_literals=0.0,
        max_mean_line=100.0,
        min_alphabetic=0.5,
        max_repetition=0.6,
        max_comments=0.8,
        max_encoded=0.4,
        max_encoded_code=0.4,
        max_encoded_context=0.4,
    ),
    "none": Policy(
        context_kinds=frozenset(),
        **_OFF,
    ),
}
_LIMITS = {
    field.name: field.type
    for field in dataclasses.fields(Policy)
    if field.type in (int, float) or field.name in _OUTCOMES
}
_MOST: Mapping[str, float] = {
    limit.key: 1.0 if isinstance(limit.never, float) and limit.never <= 1 else EVER
    for limit in LIMITS
}


def from_table(table: Mapping[str, object], where: str = "policy") -> Policy:
    """The policy that a table of keys describes.

    Args:
        table: `preset`, a name of `PRESETS` to start from (default "codegemma"); the limits and
            outcomes of `Policy` by name; `context_kinds`, a list; `languages`, a table of limits
            and outcomes by language.
        where: what the errors call it.

    Raises:
        ValueError: a key is unknown or its value cannot be used; the message names both.
    """
    given = dict(table)
    name = given.pop("preset", "codegemma")
    base = PRESETS.get(name) if isinstance(name, str) else None
    if base is None:
        raise ValueError(f"{where}: preset is {name!r}; use one of {', '.join(PRESETS)}")
    kinds = given.pop("context_kinds", sorted(base.context_kinds))
    own = given.pop("languages", {})
    changes: dict[str, Any] = {
        "context_kinds": _kinds(kinds, where),
        "languages": _languages(own, dict(base.languages), where),
        **_limits(given, where, ("preset", "context_kinds", "languages")),
    }
    return dataclasses.replace(base, **changes)


def to_table(policy: Policy) -> dict[str, object]:
    """The policy as plain values that JSON can hold, equal for equal policies."""
    table = dataclasses.asdict(policy)
    plain: dict[str, object] = json.loads(json.dumps(table, default=sorted))
    return plain


def _limits(
    given: Mapping[str, object], where: str, more: tuple[str, ...] = ()
) -> dict[str, Value]:
    """The checked limits of a table."""
    limits: dict[str, Value] = {}
    for key, value in given.items():
        if key not in _LIMITS:
            known = ", ".join(sorted([*_LIMITS, *more]))
            raise ValueError(f"{where}: unknown key {key!r}; known keys are {known}")
        limits[key] = _limit(key, value, where)
    return limits


def _limit(key: str, value: object, where: str) -> Value:
    """One checked value."""
    if key in _OUTCOMES:
        if value not in OUTCOMES:
            raise ValueError(f"{where}: {key} is {value!r}; use one of {', '.join(OUTCOMES)}")
        return str(value)
    kind = _LIMITS[key]
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    most = _MOST.get(key, EVER)
    if number is None or not 0 <= number <= most or (kind is int and not isinstance(number, int)):
        needed = "a whole number" if kind is int else "a number"
        least = "from 0 to 1" if most == 1 else "of 0 or more"
        raise ValueError(f"{where}: {key} is {value!r}; {needed} {least} is needed")
    return number if kind is int else float(number)


def _kinds(value: object, where: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(kind in KINDS for kind in value):
        raise ValueError(f"{where}: context_kinds is {value!r}; give a list of {', '.join(KINDS)}")
    return frozenset(value)


def _languages(
    value: object, base: dict[str, tuple[tuple[str, Value], ...]], where: str
) -> tuple[tuple[str, tuple[tuple[str, Value], ...]], ...]:
    """The limits of languages, laid over those of the preset."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{where}: languages is {value!r}; give a table of languages")
    for name, table in value.items():
        inner = f"{where}: languages.{name}"
        if not languages.kind_of(name):
            raise ValueError(f"{inner}: no such language; see docs/add-a-language.md")
        if not isinstance(table, Mapping):
            raise ValueError(f"{inner} is {table!r}; give a table of limits")
        base[name] = tuple(sorted({**dict(base.get(name, ())), **_limits(table, inner)}.items()))
    return tuple(sorted(base.items()))
