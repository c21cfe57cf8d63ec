"""What a file's own signals say about it: train on it, keep it as context, or drop it.

The measurements are those of the published code corpora: lines over 1,000 bytes or 100 on average,
fewer than 25% letters, more than half of the bytes encoded, more than 100,000 lines, data of more
than 512 lines (StarCoder2, arXiv 2402.19173, 2.1; DeepSeek-Coder, arXiv 2401.14196, 2.1).  The
limits for code are wider in the default policy, for those take tests with long literals.
The outcome is not.  Those corpora drop the file; a repository packer also needs what other files
lean on, so a readable file that should not be learnt from stays as `context_only`.  Nothing here
asks for a least size, which would take package markers and re-exporting modules, and a test is
never dropped for what it looks like.
"""

import dataclasses
import functools
import hashlib
from collections.abc import Collection, Iterator
from typing import Any, TypeAlias

from repoloom import languages
from repoloom.transforms.measures import KINDS, OUTCOMES, RULES
from repoloom.transforms.records import CONTEXT_ONLY, DROP, FAILED, KEPT, TRAIN, SourceFile
from repoloom.transforms.signals.licences import licence

Value: TypeAlias = str | int | float
"""Of a limit, or the verdict of an outcome."""

REASONS: dict[str, str] = {
    # From ingest; those of the sources stand beside the sources.
    "binary": "the bytes are not text",
    "duplicate_path": "an earlier entry of the repository has the same path",
    "undecodable": "no text encoding fits the bytes",
    "failed": "work on the file or on all of its repository failed; see `repoloom failures`",
    # From the safety providers that the user has configured.
    "csam": "a list of child abuse material has the file, or could not be asked",
    "malware": "a scanner or a list says that the file is malware, or could not be asked",
    "listed_url": "the file names an address on the user's list",
    "profanity": "the comments use words of the user's list",
    # From the file's own signals.
    "benchmark": "the file holds an item of an evaluation benchmark",
    "benchmark_repository": "many of the repository's files hold benchmark items, or it is nearly a"
    " copy of such a repository",
    "licence": "the file's licence is not among the allowed ones",
    "opted_out": "the owner asked that the repository be left out",
    "excluded_kind": "files of this kind (code, docs, data, build, markup) are not asked for",
    "unknown_language": "neither name nor first line says what the file is",
    **{rule.reason: rule.meaning for rule in RULES},
    "data": "a data file: it shows a repository's shape, but is not learnt from",
    # From comparison with other files.
    "exact_duplicate_repository": "a kept repository has the same paths with the same contents",
    "near_duplicate_repository": "a kept repository has nearly the same contents",
    "exact_duplicate": "a kept file has the same content",
    "near_duplicate": "a kept file has nearly the same content",
}
"""The reasons of verdicts and what they mean; a verdict may also carry that of an unread entry."""


LIMITS = tuple(rule.limit for rule in RULES if rule.limit)
"""The limits that a policy has, by their rules."""
_Limits: Any = dataclasses.make_dataclass(
    "_Limits",
    [(limit.key, type(limit.default), limit.default) for limit in LIMITS],
    frozen=True,
    slots=True,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Policy(_Limits):  # type: ignore[misc]  # its limits are those of the rules, in `measures`
    """Limits of the rules; a rule may be switched off by a limit that nothing reaches.

    Besides the attributes below it has the limit of each rule of `measures.RULES` under its key,
    such as `max_line`.

    Attributes:
        allowed_licences: SPDX identifiers; a file of another known licence is dropped.  None
            allows all, and a file whose licence is unknown is always allowed.
        opted_out: repositories (`owner/name`) and owners (`owner`) whose files are dropped, in
            small letters.
        included_kinds: kinds of languages (`languages.kind_of`) that take part; files of another
            kind are dropped.
        generated: what becomes of a file that a program wrote: "train", "context_only", "drop".
        minified: the same for minified files.
        vendored: the same for copies of other projects' files.
        long_lines: the same for files with lines over the limits.
        context_kinds: kinds of languages (`languages.kind_of`) that are context, not training.
        min_alphabetic_bytes: smaller files are not judged by shares: `__all__ = []` has
            few letters.
        max_test_literals: share of the bytes of a test that may be data or long lines: they are
            what it tests, and the lines around them are written by hand.
        languages: other limits for some languages: (name, ((field, value), ...)), sorted.
    """

    allowed_licences: frozenset[str] | None = None
    opted_out: frozenset[str] = frozenset()
    included_kinds: frozenset[str] = frozenset(KINDS)
    generated: str = DROP
    minified: str = DROP
    vendored: str = CONTEXT_ONLY
    long_lines: str = CONTEXT_ONLY
    context_kinds: frozenset[str] = frozenset({"data"})
    min_alphabetic_bytes: int = 256
    max_test_literals: float = 0.95
    languages: tuple[tuple[str, tuple[tuple[str, Value], ...]], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Judgement:
    """What one file deserves by itself; fields as in `Verdict`.

    Attributes:
        otherwise: of a file that leaves with its repository, the verdict on itself.
    """

    verdict: str
    reason: str = ""
    evidence: str = ""
    otherwise: str = ""


_TRAIN = Judgement(TRAIN)
_EMPTY = (b"", hashlib.sha256(b"").digest())


def judge(file: SourceFile, policy: Policy) -> Judgement:
    """Judges one file by its signals alone; the first rule that holds is the reason.

    Args:
        file: a row of the store; its text is not looked at.
        policy: the limits.
    """
    if entry := opted_out(file.repo, policy.opted_out):
        return Judgement(DROP, "opted_out", entry)
    if file.failure:
        return Judgement(FAILED, FAILED, file.failure)
    if file.reason:
        return Judgement(DROP, file.reason)
    if file.hits:
        hit = min(file.hits, key=lambda hit: (hit.benchmark, hit.item, hit.view))
        place = f" {hit.start}-{hit.end}" if hit.end else ""
        return Judgement(DROP, "benchmark", f"{hit.benchmark} {hit.item} {hit.view}{place}")
    stated = file.signals.licence
    allowed = policy.allowed_licences
    if stated and allowed is not None and not licence.permits(stated, allowed):
        return Judgement(DROP, "licence", stated)
    kind = languages.kind_of(file.language)
    if not kind:
        return Judgement(DROP, "unknown_language", file.language)
    if kind not in policy.included_kinds:
        return Judgement(DROP, "excluded_kind", kind)
    broken = list(_broken(file, kind, _limits(policy, file.language)))
    # What is of no use to a reader goes before what is only not worth learning from.
    for outcome in (DROP, CONTEXT_ONLY):
        for given, reason, evidence in broken:
            if given == outcome:
                # A test shows how its source is used even where it is not worth learning from.
                kept = CONTEXT_ONLY if file.signals.test else outcome
                return Judgement(kept, reason, evidence)
    return _TRAIN


def opted_out(repo: str, entries: Collection[str]) -> str:
    """The entry of an opt-out list that holds for a repository, "" where none does.

    Args:
        repo: `owner/name`, in any case.
        entries: `owner/name` or `owner`, in small letters.
    """
    name = repo.lower()
    owner = name.partition("/")[0]
    return next((entry for entry in (name, owner) if entry in entries), "")


@functools.lru_cache(maxsize=1024)
def _limits(policy: Policy, language: str) -> Policy:
    """The policy with what it says of one language."""
    own: dict[str, Any] = dict(dict(policy.languages).get(language, ()))
    return dataclasses.replace(policy, **own) if own else policy


def _broken(file: SourceFile, kind: str, policy: Policy) -> Iterator[tuple[str, str, str]]:
    """(outcome, reason, evidence) of each rule that the file breaks, in the order of the rules."""
    signals = file.signals
    # A file without lines is empty, or was not measured: then its letters say nothing.
    lettered = kind == "code" and signals.lines > 0 and file.size >= policy.min_alphabetic_bytes
    literals = max(signals.encoded, signals.in_long_lines)
    for rule in RULES:
        if (rule.kinds and kind not in rule.kinds) or (rule.shares and not lettered):
            continue
        if rule.literals and signals.test and 0 < literals <= policy.max_test_literals:
            continue
        value, limit = getattr(signals, rule.signal), rule.limit
        if limit.broken(value, getattr(policy, limit.key)) if limit else value:
            fixed = rule.outcome in OUTCOMES
            outcome = rule.outcome if fixed else getattr(policy, rule.outcome)
            yield outcome, rule.reason, rule.evidence.format(value)
    if kind in policy.context_kinds:
        yield CONTEXT_ONLY, "data", kind


def competes(file: SourceFile, judgement: Judgement) -> bool:
    """Whether the file is compared with others: it stays so far, and is not empty.

    Empty files are all equal and repeat nothing; as package markers they hold a tree together.
    """
    return judgement.verdict in KEPT and file.content not in _EMPTY
