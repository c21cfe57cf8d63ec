"""Configuration files that people wrote, read within bounds; what is none reads as empty.

The readers of the standard library recurse, and take the square of what some texts hold: TOML of a
key with many dots, an INI line of many blanks.  What they can stand depends on the stack that the
caller left them, so the bounds here count the text and nothing else.
"""

import configparser
import fnmatch
import functools
import json
import posixpath
import re
import tomllib

MAX_BYTES = 1 << 20
MAX_DEPTH = 100
MAX_PAIRS = 10**8
"""The sum of the squares of what one line holds; real files stay under a hundredth of it."""

BRACKETS = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+"""|"(?:[^"\\\n]|\\.)*+"?'
    rb"|'[^'\n]*+'?|(?P<comment>\#[^\n]*)|(?P<open>[\[{])|(?P<close>[\]}])",
    re.DOTALL,
)


def toml(data: bytes) -> dict[str, object]:
    """The tables of a TOML file, {} where it is none or over the bounds."""
    dots = sum(line.count(b".") ** 2 for line in data.split(b"\n"))
    if len(data) > MAX_BYTES or dots > MAX_PAIRS or too_deep(data):
        return {}
    try:
        return tomllib.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):  # an integer of 5,000 digits is no TOMLDecodeError
        return {}


def json_value(data: bytes) -> object:
    """The value of a JSON file, None where it is none or over the bounds."""
    if len(data) > MAX_BYTES or too_deep(data):
        return None
    try:
        return json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None


def ini(data: bytes) -> configparser.RawConfigParser:
    """The sections of an INI file, none where it is no such file or over the bounds."""
    parser = configparser.RawConfigParser(strict=False)
    if len(data) <= MAX_BYTES and not too_long(data):
        try:
            parser.read_string(data.decode("utf-8-sig", "replace"))
        except (configparser.Error, ValueError, AttributeError):
            parser.clear()
    return parser


def too_long(data: bytes) -> bool:
    """Whether reading lines at a cost of their square, each, would take more than `MAX_PAIRS`."""
    return sum(len(line) ** 2 for line in data.split(b"\n")) > MAX_PAIRS


def too_deep(data: bytes) -> bool:
    """Whether brackets outside of strings and comments nest deeper than `MAX_DEPTH`."""
    depth = 0
    for found in BRACKETS.finditer(data):
        depth += (found["open"] is not None) - (found["close"] is not None)
        if depth > MAX_DEPTH:
            return True
    return False


def fits(patterns: tuple[str, ...], path: str) -> bool:
    """Whether the file name matches one of the patterns."""
    return bool(_pattern(patterns).match(posixpath.basename(path)))


@functools.cache
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all patterns; one after the other they took 1 s of 60,000 paths."""
    return re.compile("|".join(fnmatch.translate(pattern) for pattern in patterns) or r"(?!)")
