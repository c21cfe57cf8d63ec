"""Keys, tokens and passwords: what is secret by how it looks, or by where it stands.

Takes a text, gives spans (`find`, here).  Read `shapes` first: it knows what a provider's token
looks like, from the table in `providers`; `keywords` what only the provider's name tells;
`private_keys`, `manifests` (Kubernetes) and `encoded` (Base64 once more) the files that hold them.
`assignments` finds values by the name before them, `pairs` by the name in the field beside them,
`places` in URLs, calls and the commands of the table in `commands`.  They are judged by `naming`
(what is it called?), `values` and `randomness` (does it look drawn?); `published`, next door, knows
what everybody may read.
"""

from collections.abc import Iterator

from repoloom.transforms.redaction import published
from repoloom.transforms.redaction.secrets import (
    assignments,
    encoded,
    keywords,
    manifests,
    pairs,
    places,
    private_keys,
    shapes,
)
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span

_MOST_OF_ONE = 0.8
_CONFIGURATION = Situation()


def find(text: bytes, situation: Situation) -> Iterator[Span]:
    """Spans of all secrets, in any order; they may overlap.

    Args:
        text: UTF-8.
        situation: of the text.
    """
    for span in _plain(text, situation):
        value = text[span.start : span.end]
        shown = situation.made_up and (published.is_sample(value) or _is_dull(value))
        if not (shown or published.is_example(value)):
            yield span
    yield from encoded.find(text, lambda inner: _plain(inner, _CONFIGURATION))


def _is_dull(value: bytes) -> bool:
    """Whether one letter makes up nearly all of a value, as of `ACaaaa...`."""
    return max(map(value.count, set(value)), default=0) > len(value) * _MOST_OF_ONE


def _plain(text: bytes, situation: Situation) -> Iterator[Span]:
    """Secrets that are not encoded once more."""
    yield from shapes.find(text)
    yield from private_keys.find(text)
    yield from places.find(text, situation)
    if not situation.locked:
        yield from assignments.find(text, situation)
        yield from assignments.find_behind(text)
        yield from pairs.find(text, situation)
        yield from keywords.find(text, situation)
        yield from manifests.find(text)
