"""Checks of settings: what a value may be, and what is said of one that cannot be used."""

import dataclasses
import difflib
import re
from collections.abc import Iterable
from typing import Any

from repoloom.transforms.settings import Bounds

# What no name of a file, a column or a revision has, and no list of words either.
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f]")


class ConfigError(ValueError):
    """A setting that cannot be used; the message names the key, the value and the way out.

    Attributes:
        key: the setting whose name the message begins with, "" where it is of no single one.
    """

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def require(holds: bool, name: str, value: object, need: str) -> None:
    """Raises ConfigError where a condition on a value does not hold."""
    if not holds:
        raise ConfigError(f"{name} is {value!r:.200}; {need}", name)


def check(section: Any) -> None:
    """Raises ConfigError for a value that its key does not allow."""
    for field in dataclasses.fields(section):
        if field.metadata:
            value = getattr(section, field.name)
            problem = _problem(field.metadata["choices"], field.metadata["bounds"], value)
            require(not problem, field.name, value, problem)


def _problem(choices: tuple[Any, ...], bounds: Bounds | None, value: Any) -> str:
    """What is wrong with a value of the right type, "" for nothing."""
    if choices and value not in choices:
        return f"use one of {', '.join(choices)}{nearest(str(value), choices)}"
    if bounds and not bounds.hold(value):
        return bounds.need
    if isinstance(value, str):
        if _NO_TEXT.search(value):
            return "it holds a control character, which no name has"
        if not value.isprintable() and any("\ud800" <= one <= "\udfff" for one in value):
            return "it is not UTF-8 text; rename what it names"
    return ""


def nearest(given: str, known: Iterable[str]) -> str:
    """A question that ends a message: `; did you mean 'length'?`, "" where nothing is near."""
    close = difflib.get_close_matches(given, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else ""
