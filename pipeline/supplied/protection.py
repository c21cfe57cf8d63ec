"""The safety providers that the settings name: the user's lists, and a ClamAV daemon."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from repoloom.pipeline import config
from repoloom.pipeline.storage import fingerprint
from repoloom.pipeline.supplied import policies
from repoloom.transforms.signals import safety
from repoloom.transforms.signals.clamav import ClamAv

_LISTS = (
    *("csam_hashes", "malware_hashes", "unsafe_urls", "profanity"),
    *("public_values", "leave_out"),
)
_FORMS = {
    **dict.fromkeys(("csam_hashes", "malware_hashes"), safety.DIGEST),
    **{"unsafe_urls": safety.ADDRESS, "profanity": safety.WORD},
}
_SHA256 = re.compile(r"[0-9A-Fa-f]{64}\Z")
DROP = {safety.URL: 1.0, safety.PROFANITY: 0.0}
"""Least score from which a file leaves; a word list tags from the share that it is given."""


def providers(chosen: config.Ingest) -> tuple[safety.SafetyProvider, ...]:
    """What judges the files of a run; lists are read, and the daemon is asked whether it is there.

    Raises:
        ConfigError: a list cannot be read, or the daemon does not answer: every file would leave.
    """
    return tuple(_providers(chosen))


def identity(chosen: config.Ingest) -> dict[str, Any]:
    """What a result depends on: the contents of the lists, not their places."""
    return {
        name: fingerprint.digest(_text(chosen, name)) for name in _LISTS if getattr(chosen, name)
    }


def public_values(chosen: config.Ingest) -> frozenset[bytes]:
    """SHA-256 digests of the values that redaction leaves alone.

    A line is a value or its digest; one that could be either counts as both.

    Raises:
        ConfigError: the file cannot be read.
    """
    if not chosen.public_values:
        return frozenset()
    lines = [line.strip() for line in _text(chosen, "public_values").splitlines()]
    digests = {bytes.fromhex(line) for line in lines if _SHA256.match(line)}
    return frozenset(digests | {hashlib.sha256(line.encode()).digest() for line in lines if line})


def left_out(chosen: config.Ingest) -> frozenset[str]:
    """Repositories and owners whose files are not stored, in small letters.

    Raises:
        ConfigError: the file cannot be read, or a line is no name.
    """
    return policies.names(f"--leave_out {chosen.leave_out}", chosen.leave_out)


def _providers(chosen: config.Ingest) -> Iterator[safety.SafetyProvider]:
    for name, category in (("csam_hashes", safety.CSAM), ("malware_hashes", safety.MALWARE)):
        if getattr(chosen, name):
            yield safety.HashList(category, _entries(chosen, name), _version(chosen, name))
    if chosen.unsafe_urls:
        addresses = frozenset(entry.encode() for entry in _entries(chosen, "unsafe_urls"))
        yield safety.UrlList(safety.URL, addresses, _version(chosen, "unsafe_urls"))
    if chosen.profanity:
        words = frozenset(entry.encode() for entry in _entries(chosen, "profanity"))
        version = _version(chosen, "profanity")
        yield safety.WordList(words, version, share=chosen.profanity_share)
    if chosen.clamav:
        yield _daemon(chosen.clamav)


def _daemon(address: str) -> ClamAv:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise config.ConfigError(f"--clamav is {address!r}; give HOST:PORT")
    daemon = ClamAv(host, int(port))
    try:
        daemon.version()
    except safety.ProviderUnavailableError as error:
        raise config.ConfigError(f"{error}: start it, or leave out --clamav") from None
    return daemon


def _entries(chosen: config.Ingest, name: str) -> frozenset[str]:
    try:
        where = f"--{name} {getattr(chosen, name)}"
        return safety.read_list(_text(chosen, name), where, _FORMS[name])
    except ValueError as error:
        raise config.ConfigError(str(error)) from None


def _version(chosen: config.Ingest, name: str) -> str:
    """A list is known by its content."""
    return fingerprint.digest(_text(chosen, name))[:12]


def _text(chosen: config.Ingest, name: str) -> str:
    path = getattr(chosen, name)
    return policies.text_of(f"--{name} {path}", path)
