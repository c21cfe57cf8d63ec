"""Replaces secrets and personal data by placeholders, and says where they were.

A placeholder names the kind and is keyed by HMAC-SHA-256 of the value under the run's secret: equal
values have equal placeholders everywhere in a run, which keeps files that refer to each other
consistent, and nobody without the secret can test a guess.  Its form keeps the syntax around it:
letters, digits and `_` for keys and passwords, an address of a documentation domain for an e-mail,
a private or documentation address of the same family for an IP.  No detector takes a placeholder
for a secret, so redaction is idempotent.
"""

import dataclasses
import functools
import hashlib
import hmac
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence

from repoloom.transforms.records import Redaction
from repoloom.transforms.redaction import (
    cards,
    emails,
    home_directories,
    names,
    network_addresses,
    phones,
    secrets,
    situation,
    spans,
    widening,
)
from repoloom.transforms.redaction.detection import Detectors
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span

_PERSONAL = Detectors(
    (
        *emails.DETECTORS,
        *network_addresses.DETECTORS,
        *cards.DETECTORS,
        *names.DETECTORS,
        *phones.DETECTORS,
        *home_directories.DETECTORS,
    )
)


@dataclasses.dataclass(frozen=True, slots=True)
class Redacted:
    """The clean text, and the places in the text before that were replaced, sorted."""

    text: bytes
    redactions: tuple[Redaction, ...]


def redact(
    text: bytes,
    *,
    secret: bytes,
    path: str = "",
    language: str = "",
    public: Collection[bytes] = (),
) -> Redacted:
    """Replaces what the detectors find.

    Args:
        text: UTF-8.
        secret: the run's key, at least 16 bytes.
        path: of the file, "" where unknown; in a test fewer values are taken for real ones.
        language: name of the file's language, "" where unknown; in a programming language a value
            without quotes is an expression and stays.
        public: SHA-256 digests of values that stay, such as keys that their owner has published.

    Returns:
        The text itself where nothing was found; bytes outside the spans never change.  A file of a
        language with a grammar, and of JSON and TOML, never has more syntax errors than before:
        where a replacement would add one, the spans are widened to the strings and comments around
        them, or divided; what breaks the syntax even so stays (see `widening`).
    """
    if len(secret) < 16:
        raise ValueError(f"the redaction secret has {len(secret)} bytes; it needs 16 or more")
    found = find(text, language=language, path=path)
    if public:
        found = [one for one in found if _digest(text[one.start : one.end]) not in public]
    if not found:
        return Redacted(text, ())
    replace = functools.partial(_replaced, text, secret=secret)
    return replace(widening.harmless(language, text, found, lambda one: replace(one).text))


def _digest(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()


def _replaced(text: bytes, found: Sequence[Span], *, secret: bytes) -> Redacted:
    """The text with a placeholder for each span; they are sorted and disjoint."""
    out, at = [], 0
    for span in found:
        out += [text[at : span.start], placeholder(span.kind, text[span.start : span.end], secret)]
        at = span.end
    out.append(text[at:])
    return Redacted(b"".join(out), tuple(Redaction(s.kind, s.start, s.end) for s in found))


def redact_path(path: str, *, secret: bytes) -> str:
    """The path without the user name of a copied home directory; the same name as in texts."""
    place = home_directories.user_in_path(path)
    if place is None:
        return path
    start, end = place
    name = placeholder("username", path[start:end].encode(), secret).decode()
    return path[:start] + name + path[end:]


def find(text: bytes, *, language: str = "", path: str = "") -> list[Span]:
    """All spans that are to be replaced: sorted and disjoint."""
    where = situation.of(path, language)
    personal = _believable(text, _PERSONAL.find(text), where)
    return spans.merge(itertools.chain(secrets.find(text, where), personal))


def _believable(text: bytes, found: Iterable[Span], where: Situation) -> Iterator[Span]:
    """Without the addresses and numbers that the rest of the file shows to be nobody's."""
    of_kind: dict[str, list[Span]] = {
        "phone": [],
        "ip": [],
        "card": [],
        "username": [],
        "email": [],
    }
    for span in found:
        if span.kind in of_kind:
            of_kind[span.kind].append(span)
        else:
            yield span
    yield from network_addresses.of_somebody(text, of_kind["ip"], where)
    yield from home_directories.of_somebody(text, of_kind["username"], where)
    yield from emails.of_somebody(text, [*of_kind["email"], *of_kind["phone"]], where)
    yield from cards.of_somebody(text, of_kind["card"], where)


def placeholder(kind: str, value: bytes, secret: bytes) -> bytes:
    """The replacement of one value: the same for equal kind, value and secret."""
    digest = hmac.digest(secret, kind.encode() + b"\0" + value, "sha256")
    tag = digest.hex()[:8].encode()
    if kind == "email":
        return b"user_" + tag + b"@example.com"
    if kind == "ip" and b":" in value:
        return b"2001:db8::" + tag[:4] + b":" + tag[4:]
    if kind == "ip":
        return b"10.%d.%d.%d" % (digest[0], digest[1], digest[2])
    return b"REDACTED_" + kind.upper().encode() + b"_" + tag
