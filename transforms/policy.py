"""What a file's own signals say about it: train on it, keep it as context, or drop it.

The measurements are those of the published code corpora: lines over 1,000 bytes or 100 on
average, fewer than 25% letters, more than half of the bytes encoded, more than 100,000 lines, data
of more than 512 lines (StarCoder2, arXiv 2402.19173, 2.1; DeepSeek-Coder, arXiv 2401.14196, 2.1).
The outcome is not.  Those corpora drop the file; a repository packer also needs what other files
lean on, so a readable file that should not be learnt from stays as `context_only`.  Nothing here
asks for a least size, which would take package markers and re-exporting modules, and a test is
never dropped for what it looks like.
"""

import dataclasses
import hashlib
from collections.abc import Iterator

import languages
from transforms.records import CONTEXT_ONLY, DROP, TRAIN, SourceFile

REASONS: dict[str, str] = {
    # From ingest; those of the sources stand beside the sources.
    "binary": "the bytes are not text",
    "duplicate_path": "an earlier entry of the repository has the same path",
    "undecodable": "no text encoding fits the bytes",
    # From the file's own signals.
    "benchmark": "the file holds an item of an evaluation benchmark",
    "licence": "the file's licence is not among the allowed ones",
    "unknown_language": "neither name nor first line says what the file is",
    "generated": "a program wrote the file",
    "minified": "the file is minified",
    "encoded": "most of the file is base64, hexadecimal or escaped data",
    "few_letters": "few of the characters are letters: tables of numbers, dumps, drawings",
    "too_many_lines": "the file is too long to be written by hand",
    "large_data": "a data file of many lines",
    "vendored": "the file is a copy of another project's",
    "long_lines": "lines too long to be written by hand",
    "data": "a data file: it shows a repository's shape, but is not learnt from",
    # From comparison with other files.
    "exact_duplicate_repository": "a kept repository has the same paths with the same contents",
    "near_duplicate_repository": "a kept repository has nearly the same contents",
    "exact_duplicate": "a kept file has the same content",
    "near_duplicate": "a kept file has nearly the same content",
}
"""The reasons of verdicts and what they mean; a verdict may also carry that of an unread entry."""

PERMISSIVE = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-0",
        "PSF-2.0",
        "Unlicense",
        "Zlib",
    }
)
"""SPDX identifiers of licences that ask for no more than a notice."""


@dataclasses.dataclass(frozen=True, slots=True)
class Policy:
    """Limits of the rules.

    Attributes:
        allowed_licences: SPDX identifiers; a file of another known licence is dropped.  None
            allows all, and a file whose licence is unknown is always allowed.
        context_kinds: kinds of languages (`languages.kind_of`) that are context, not training.
        max_line: bytes of the longest line of code.
        max_mean_line: mean bytes of a line of code.
        max_prose_line: bytes of the longest line of documents, markup and data.
        min_alphabetic: least share of letters in code.
        min_alphabetic_bytes: smaller files are not judged by their letters: `__all__ = []` has few.
        max_encoded: largest share of encoded data.
        max_lines: largest number of lines.
        max_data_lines: largest number of lines of a data file.
    """

    allowed_licences: frozenset[str] | None = None
    context_kinds: frozenset[str] = frozenset({"data"})
    max_line: int = 1000
    max_mean_line: float = 100.0
    max_prose_line: int = 100_000
    min_alphabetic: float = 0.25
    min_alphabetic_bytes: int = 256
    max_encoded: float = 0.5
    max_lines: int = 100_000
    max_data_lines: int = 512


@dataclasses.dataclass(frozen=True, slots=True)
class Judgement:
    """What one file deserves by itself; fields as in `Verdict`."""

    verdict: str
    reason: str = ""
    evidence: str = ""


_TRAIN = Judgement(TRAIN)
_EMPTY = (b"", hashlib.sha256(b"").digest())


def judge(file: SourceFile, policy: Policy) -> Judgement:
    """Judges one file by its signals alone; the first rule that holds is the reason.

    Args:
        file: a row of the store; its text is not looked at.
        policy: the limits.
    """
    if file.reason:
        return Judgement(DROP, file.reason)
    if file.hits:
        hit = min(file.hits, key=lambda hit: (hit.benchmark, hit.item, hit.view))
        return Judgement(DROP, "benchmark", f"{hit.benchmark} {hit.item} {hit.view}")
    licence = file.signals.licence
    if licence and policy.allowed_licences is not None and licence not in policy.allowed_licences:
        return Judgement(DROP, "licence", licence)
    kind = languages.kind_of(file.language)
    if not kind:
        return Judgement(DROP, "unknown_language", file.language)
    if rule := next(_unfit(file, kind, policy), None):
        # A test shows how its source is used even where it is not worth learning from.
        return Judgement(CONTEXT_ONLY if file.signals.test else DROP, *rule)
    if rule := next(_unlearnt(file, kind, policy), None):
        return Judgement(CONTEXT_ONLY, *rule)
    return _TRAIN


def _unfit(file: SourceFile, kind: str, policy: Policy) -> Iterator[tuple[str, str]]:
    """Reasons and evidence of the rules by which a file is of no use to a reader either."""
    signals = file.signals
    if signals.generated:
        yield "generated", signals.generated
    if signals.minified:
        yield "minified", signals.minified
    if signals.encoded > policy.max_encoded:
        yield "encoded", f"{signals.encoded:.0%} of the bytes"
    # A file without lines is empty, or was not measured: then its letters say nothing.
    judged = signals.lines > 0 and file.size >= policy.min_alphabetic_bytes
    if kind == "code" and judged and signals.alphabetic < policy.min_alphabetic:
        yield "few_letters", f"{signals.alphabetic:.0%} letters"
    if signals.lines > policy.max_lines:
        yield "too_many_lines", f"{signals.lines} lines"
    if kind == "data" and signals.lines > policy.max_data_lines:
        yield "large_data", f"{signals.lines} lines"


def _unlearnt(file: SourceFile, kind: str, policy: Policy) -> Iterator[tuple[str, str]]:
    """Reasons and evidence of the rules by which a file is context for others."""
    signals = file.signals
    if signals.vendored:
        yield "vendored", signals.vendored
    code = kind in ("code", "build")
    longest = policy.max_line if code else policy.max_prose_line
    if signals.longest_line > longest:
        yield "long_lines", f"a line of {signals.longest_line} bytes"
    if code and signals.mean_line > policy.max_mean_line:
        yield "long_lines", f"{signals.mean_line:.0f} bytes a line"
    if kind in policy.context_kinds:
        yield "data", kind


def competes(file: SourceFile, judgement: Judgement) -> bool:
    """Whether the file is compared with others: it stays so far, and is not empty.

    Empty files are all equal and repeat nothing; as package markers they hold a tree together.
    """
    return judgement.verdict != DROP and file.content not in _EMPTY


def licence_class(licence: str) -> int:
    """0 for a permissive licence, 1 for none or an unknown one, 2 for any other."""
    if licence in PERMISSIVE:
        return 0
    return 2 if licence else 1
