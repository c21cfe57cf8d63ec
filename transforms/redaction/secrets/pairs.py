"""Secrets of which the name stands in one field and the value in another.

`{ key: "password", value: "..." }`, `<add key="Password" value="..."/>`, `- name: DB_PASSWORD`
above `value: ...`, `EnvVar{Name: "TOKEN", Value: "..."}`,
`ParameterKey=Password,ParameterValue=...`: the environments of containers, the settings of XML, the
parameters of clouds.
"""

import re
from collections.abc import Iterator

from repoloom.transforms import patterns
from repoloom.transforms.redaction.secrets import assignments, naming, values
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span

_NAME = (
    rb"(?i:\b(?:key|name|id|field|var|variable|param|property|option|env|setting|title|header|k"
    rb"|(?:parameter|option|env(?:ironment)?|variable|property|setting)_?(?:key|name)))"
)
_VALUE = (
    rb"(?i:\b(?:(?:parameter|env|current|default|string)?_?value|val|v|default|content|data|text))"
)
_IS = rb"[\"']?\)?\s{0,4}(?:=>|[=:(]|,?[ \t]*\bto\b)[ \t]*"
_NAMED = (
    rb"[@$]?[\"'`]?([A-Za-z0-9_.:/-]{0,60}(?i:"
    + naming.PASSWORD
    + rb"|"
    + naming.SECRET
    + rb"|pass|pw|psk)[A-Za-z0-9_.-]{0,40})[\"'`]?"
)
# No other entry of a list begins in between: the search would pass over it.
_BETWEEN = rb"((?:[^<>{}\n]|\{\}|\n[ \t]*[^-\s<>{}]){0,160}?\s{0,60}?)"
_VALUED = rb"(?:Some\(|new\b)?" + assignments.VALUE.replace(rb"{4,}", rb"{4,400}")
_ELEMENT = (
    rb"\b(?:name|key|id)[ \t]*=[ \t]*[\"']([A-Za-z0-9_.:/-]{2,100})[\"'][^<>]{0,100}>\s{0,60}"
    rb"(?:<!\[CDATA\[|<(?:value|string|val)(?:[ \t][^<>]{0,60})?>\s{0,60})?"
    rb"([^<>\n]{4,400}?)\s{0,60}(?:\]\]>|</)"
)
_FORWARD = patterns.compiled(_NAME + _IS + _NAMED + _BETWEEN + _VALUE + _IS + _VALUED)
_BACKWARD = patterns.compiled(_VALUE + _IS + _VALUED + _BETWEEN + _NAME + _IS + _NAMED)
_ELEMENTS = patterns.compiled(_ELEMENT)
_MARKS = patterns.PatternSet(
    (
        _NAME + _IS + _NAMED,
        rb"(?i)(?:name|key|id)[ \t]*=[ \t]*[\"'][\w.:/-]*(?:pass|pwd|secret|token|key|credential)",
    )
)
# Between both fields of one thing no other thing begins.
_OTHER = re.compile(rb"(?m)^\s*-\s|\n\s*\n|\],\s|;\s*\n|" + _NAME + rb"[\"']?\s{0,4}(?:=>|[=:])")
_FIRST_VALUE = 3
_BARE = 4  # the last of the groups of `assignments.VALUE`, counted from 0


def find(text: bytes, situation: Situation) -> Iterator[Span]:
    """Spans of the values beside the name of a secret.

    Args:
        text: any bytes.
        situation: of the text.
    """
    marked = _MARKS.occurring(text)
    if 0 in marked:
        for match in _FORWARD.finditer(text):
            yield from _beside(text, match, situation, name=1, between=2, value=_FIRST_VALUE)
        for match in _BACKWARD.finditer(text):
            yield from _beside(text, match, situation, name=7, between=6, value=1)
    if 1 in marked:
        for match in _ELEMENTS.finditer(text):
            if _accepts(naming.kind_of(match.group(1)), match.group(2), situation):
                yield Span(*match.span(2), _kind(match.group(1)))


def _beside(
    text: bytes, match: patterns.Match, situation: Situation, *, name: int, between: int, value: int
) -> Iterator[Span]:
    """The value of a pair, given which groups are what."""
    if _OTHER.search(match.group(between)):
        return
    group = next(g for g in range(value, value + _BARE + 1) if match.span(g)[0] >= 0)
    start, end = match.span(group)
    bare = group == value + _BARE
    if bare and situation.code and not values.is_token(text[start:end]):
        return
    if _accepts(naming.kind_of(match.group(name)), text[start:end], situation):
        yield Span(start, end, _kind(match.group(name)))


def _kind(name: bytes) -> str:
    return "key" if naming.kind_of(name) == "key" else "password"


def _accepts(kind: str, value: bytes, situation: Situation) -> bool:
    """Whether a value is a secret beside a name of this kind."""
    if kind == "key":
        return values.is_secret(value)
    if kind == "password" and not situation.made_up:
        return values.is_password(value)
    return bool(kind) and values.is_drawn(value)
