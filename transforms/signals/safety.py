"""What a safety provider is, and how the judgements of several become one.

No detector of harm is shipped here.  A provider is somebody's list or somebody's service; this
module says what it is asked, what it answers, and what happens when it does not.  For the
categories that may never be missed an outage is itself a finding: such a file leaves, unseen.
"""

import dataclasses
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

CSAM, MALWARE, PROFANITY, URL = "csam", "malware", "profanity", "listed_url"
FAIL_CLOSED = frozenset({CSAM, MALWARE})
"""Categories in which a file that a provider could not judge leaves."""


class ProviderUnavailableError(RuntimeError):
    """A provider cannot answer now; the message says which and why, and holds no text."""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One judgement on one file.  It never holds what was matched.

    Attributes:
        category: such as "malware"; see the constants of this module.
        score: 0 to 1, 1 where a list says so.
        provider: who judged.
        version: of the provider's list or signatures.
    """

    category: str
    score: float
    provider: str
    version: str


class SafetyProvider(Protocol):
    """Judges files.  An instance is made in each worker and may hold a connection."""

    @property
    def name(self) -> str:
        """Names the provider in findings and errors."""

    @property
    def categories(self) -> Collection[str]:
        """What it can find."""

    def tag(self, data: bytes, comments: Sequence[bytes]) -> Iterable[Finding]:
        """Judges one file.

        Args:
            data: all bytes of the file, as read.
            comments: the texts of its comments; empty where it has none or no grammar.

        Raises:
            ProviderUnavailableError: it cannot judge now.
        """


def judge(
    data: bytes, comments: Sequence[bytes], providers: Iterable[SafetyProvider]
) -> list[Finding]:
    """The findings of all providers, sorted.

    A provider that cannot answer counts as a finding in those of its categories that fail closed,
    with the version "unavailable"; in others the file goes on.
    """
    found: list[Finding] = []
    for provider in providers:
        try:
            found += provider.tag(data, comments)
        except ProviderUnavailableError:
            missed = FAIL_CLOSED.intersection(provider.categories)
            found += (Finding(category, 1.0, provider.name, "unavailable") for category in missed)
    return sorted(found)


@dataclasses.dataclass(frozen=True)
class HashList:
    """Files whose SHA-256 is on a list that the user brings from a vetted source.

    Attributes:
        digests: hexadecimal, in small letters.
    """

    category: str
    digests: frozenset[str]
    version: str
    name: str = "hash_list"

    @property
    def categories(self) -> Collection[str]:
        """The list's."""
        return (self.category,)

    def tag(self, data: bytes, comments: Sequence[bytes]) -> Iterable[Finding]:
        """One finding where the file is on the list."""
        if hashlib.sha256(data).hexdigest() in self.digests:
            yield Finding(self.category, 1.0, self.name, self.version)


_ADDRESS = re.compile(rb"(?i)\bhttps?://([a-z0-9.-]+)(?::[0-9]+)?([^\s\"'<>`)\]}]*)")


@dataclasses.dataclass(frozen=True)
class UrlList:
    """Files that name an address on a list that the user brings.

    Attributes:
        addresses: `host` (with its subdomains) or `host/path` (with what is below), small letters.
    """

    category: str
    addresses: frozenset[bytes]
    version: str
    name: str = "url_list"

    @property
    def categories(self) -> Collection[str]:
        """The list's."""
        return (self.category,)

    def tag(self, data: bytes, comments: Sequence[bytes]) -> Iterable[Finding]:
        """One finding where any address of the file is on the list."""
        if any(self._is_listed(host, path) for host, path in _ADDRESS.findall(data)):
            yield Finding(self.category, 1.0, self.name, self.version)

    def _is_listed(self, host: bytes, path: bytes) -> bool:
        """Whether the list has the host or one above it, alone or with the start of the path."""
        labels = host.lower().split(b".")
        parts = re.split(rb"[?#]", path.lower())[0].split(b"/")
        return any(
            b".".join(labels[first:]) + b"/".join(parts[:last]) in self.addresses
            for first in range(len(labels))
            for last in range(1, len(parts) + 1)
        )


@dataclasses.dataclass(frozen=True)
class WordList:
    """Files whose comments use words of a list that the user brings, often enough.

    Identifiers and strings are not searched: in code, harmless names hold bad words.

    Attributes:
        words: in small letters, whole words only.
        share: of the words of the comments from which the file is tagged; the score is the share.
    """

    words: frozenset[bytes]
    version: str
    share: float = 0.01
    category: str = PROFANITY
    name: str = "word_list"

    @property
    def categories(self) -> Collection[str]:
        """The list's."""
        return (self.category,)

    def tag(self, data: bytes, comments: Sequence[bytes]) -> Iterable[Finding]:
        """One finding where the share is reached."""
        used = [word for text in comments for word in re.findall(rb"[\w'\x80-\xff]+", text.lower())]
        score = sum(word in self.words for word in used) / len(used) if used else 0.0
        if score and score >= self.share:
            yield Finding(self.category, score, self.name, self.version)


@dataclasses.dataclass(frozen=True)
class Form:
    """What the entries of a list look like.

    Attributes:
        pattern: of a whole entry in small letters; its groups, joined, are what is looked up.
        words: what to give instead of an entry that no file could ever be found by.
    """

    pattern: re.Pattern[str]
    words: str


DIGEST = Form(re.compile(r"([0-9a-f]{64})"), "give a SHA-256 alone, in 64 hexadecimal digits")
ADDRESS = Form(
    re.compile(
        r"(?:https?://)?([a-z0-9.-]+)(?::[0-9]+)?((?:/[^\s\"'<>`)\]}?]*[^\s\"'<>`)\]}?/])?)/*"
    ),
    "give a host or host/path, without a query",
)
WORD = Form(re.compile(r"([0-9a-z_'\x80-\U0010ffff]+)"), "give one word a line")


def read_list(text: str, where: str, form: Form) -> frozenset[str]:
    """The entries of a list file: one a line, in small letters, `#` starts a comment.

    Raises:
        ValueError: the list has no entry, or a line is none of its form (an MD5, two words, the
            lines of `sha256sum`): it would never be found, and nobody would learn of it.
    """
    entries = set()
    for number, line in enumerate(text.splitlines(), 1):
        if entry := line.partition("#")[0].strip().lower():
            match = form.pattern.fullmatch(entry)
            if match is None:
                raise ValueError(f"{where} line {number} is {line.strip()[:80]!r}; {form.words}")
            entries.add("".join(match.groups()))
    if not entries:
        raise ValueError(f"{where} has no entry; give one a line")
    return frozenset(entries)


def outcome(findings: Sequence[Finding], drop: Mapping[str, float]) -> str:
    """Why a file leaves: the first category whose score reaches its limit, "" where none does.

    Args:
        findings: of `judge`.
        drop: the least score by category; the categories that fail closed need no entry.
    """
    limits = {**dict.fromkeys(FAIL_CLOSED, 0.0), **drop}
    reached = {one.category for one in findings if one.score >= limits.get(one.category, 2.0)}
    return min(reached, default="")
