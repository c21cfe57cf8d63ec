"""What is measured on a file, and from where on it is too much: signals and the rules on them.

A new signal with a rule is a field and a line here, and its measurement in `signals`.  The limits
of a policy, its outcomes, the columns of the store and the reasons of verdicts all follow from
this module.  Plain data, as in `records`.
"""

import dataclasses
from typing import TypeAlias

TRAIN = "train"
CONTEXT_ONLY = "context_only"
DROP = "drop"
FAILED = "failed"
KEPT = (TRAIN, CONTEXT_ONLY)
"""Verdicts on files that stay."""
OUTCOMES = (*KEPT, DROP)
"""What a policy may say; a file fails whatever it says."""
VERDICTS = (*OUTCOMES, FAILED)

KINDS = ("code", "docs", "data", "build", "markup")
"""The kinds of languages (`languages.kind_of`)."""

EVER = 1 << 62
"""A limit that nothing reaches."""

Number: TypeAlias = int | float


@dataclasses.dataclass(frozen=True, slots=True)
class Signals:
    """What was measured on a file's text; select's policy reads these, never the text.

    Attributes:
        lines: their number.
        longest_line: bytes of the longest line.
        in_long_lines: share of the bytes in lines of more than 1,000 bytes, 0 to 1.
        mean_line: bytes of a line on average.
        alphabetic: share (0 to 1) of the characters that are letters.
        encoded: share of the bytes in runs of base64, hex or escaped data.
        generated, vendored, minified: the rule that says that it is, or is a copy, else "".
        licence: SPDX identifier of the file, else "".
        test: whether the path is a test's by its name.
        repetition: share of the bytes in lines that the file has had before, 0 to 1.
        comments: share of the bytes in comments that fill lines, 0 to 1.
        errors: share of the bytes that the grammar cannot read, 0 to 1; 0 where not measured
            (`measure_syntax`).
    """

    lines: int = 0
    longest_line: int = 0
    in_long_lines: float = 0.0
    mean_line: float = 0.0
    alphabetic: float = 0.0
    encoded: float = 0.0
    generated: str = ""
    vendored: str = ""
    minified: str = ""
    licence: str = ""
    test: bool = False
    repetition: float = 0.0
    comments: float = 0.0
    errors: float = 0.0


@dataclasses.dataclass(frozen=True, slots=True)
class Limit:
    """How much of a signal a policy allows.

    Attributes:
        key: of the policy: `max_...`, or `min_...` for how little.
        default: where a policy does not say.
        never: what no file breaks.
    """

    key: str
    default: Number
    never: Number = EVER

    def broken(self, value: Number, given: Number) -> bool:
        """Whether a value is beyond the limit that a policy gives."""
        return value < given if self.key.startswith("min_") else value > given


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """What makes a file less than a file to train on.

    Attributes:
        signal: the field of `Signals` that it looks at.
        reason: of the verdict on a file that breaks it.
        meaning: of the reason.
        evidence: of that verdict, a format of the signal's value.
        limit: how much is allowed; None where the signal itself says that the rule is broken.
        outcome: the verdict, or the policy's key of it.
        kinds: kinds of languages that it holds for; () for all.
        literals: what it measures may be the long literals of a test, which people wrote with it
            (the policy's `max_test_literals`).
        shares: it looks at a share of the text, which says something of files of code only, and
            only of those that are long enough (the policy's `min_alphabetic_bytes`).
    """

    signal: str
    reason: str
    meaning: str
    evidence: str = "{}"
    limit: Limit | None = None
    outcome: str = DROP
    kinds: tuple[str, ...] = ()
    shares: bool = False
    literals: bool = False


_CODE = ("code", "build")
_FEW_LETTERS = "few of the characters are letters: tables of numbers, dumps, drawings"
_ENCODED = "most of the file is base64, hexadecimal or escaped data"
_PROSE = tuple(kind for kind in KINDS if kind not in _CODE)
_LONG_LINES = "lines too long to be written by hand"

RULES = (
    Rule(
        "generated",
        "generated",
        "a program wrote the file: code, a page, a drawing, a recording",
        outcome="generated",
    ),
    Rule("minified", "minified", "the file is minified", outcome="minified"),
    Rule(
        "encoded",
        "encoded",
        _ENCODED,
        evidence="{:.0%} of the bytes",
        limit=Limit("max_encoded", 0.5, never=1.0),
        kinds=_PROSE,
    ),
    # A test with its certificates is written by hand, and a source with an embedded picture is what
    # others import: code leaves where next to nothing of it is left.
    Rule(
        "encoded",
        "encoded",
        _ENCODED,
        evidence="{:.0%} of the bytes",
        limit=Limit("max_encoded_code", 0.8, never=1.0),
        kinds=_CODE,
        literals=True,
    ),
    Rule(
        "encoded",
        "encoded",
        _ENCODED,
        evidence="{:.0%} of the bytes",
        limit=Limit("max_encoded_context", 0.5, never=1.0),
        outcome=CONTEXT_ONLY,
        kinds=_CODE,
        literals=True,
    ),
    Rule(
        "errors",
        "syntax_errors",
        "the grammar of its language cannot read much of the file",
        evidence="{:.1%} of the bytes",
        limit=Limit("max_errors", 1.0, never=1.0),
    ),
    # Code on characters, colours and mappings has 0.15 to 0.25 and is context; icons and palettes
    # in scripts have 0.03 to 0.13.
    Rule(
        "alphabetic",
        "few_letters",
        _FEW_LETTERS,
        evidence="{:.0%} letters",
        limit=Limit("min_alphabetic", 0.15, never=0.0),
        shares=True,
    ),
    Rule(
        "alphabetic",
        "few_letters",
        _FEW_LETTERS,
        evidence="{:.0%} letters",
        limit=Limit("min_alphabetic_context", 0.25, never=0.0),
        outcome=CONTEXT_ONLY,
        shares=True,
    ),
    Rule(
        "repetition",
        "repetitive",
        "most of the file is lines that it has already had",
        evidence="{:.0%} repeated lines",
        limit=Limit("max_repetition", 1.0, never=1.0),
        shares=True,
    ),
    Rule(
        "comments",
        "comments",
        "nearly all of the file is comments: code that was switched off, or a notice",
        evidence="{:.0%} comments",
        limit=Limit("max_comments", 1.0, never=1.0),
        outcome=CONTEXT_ONLY,
        shares=True,
    ),
    Rule(
        "lines",
        "too_many_lines",
        "the file is too long to be written by hand",
        evidence="{} lines",
        limit=Limit("max_lines", 100_000),
    ),
    Rule(
        "lines",
        "large_data",
        "a data file of many lines",
        evidence="{} lines",
        limit=Limit("max_data_lines", 512),
        kinds=("data",),
    ),
    Rule("vendored", "vendored", "the file is a copy of another project's", outcome="vendored"),
    Rule(
        "in_long_lines",
        "long_lines",
        _LONG_LINES,
        evidence="{:.0%} of the bytes in lines of over 1000",
        limit=Limit("max_long_lines", 0.5, never=1.0),
        outcome="long_lines",
        kinds=_CODE,
        literals=True,
    ),
    # One long literal in a test of many lines is no reason, and texts in Georgian have 110 bytes a
    # line: the published limits of 1,000 and 100 are left to the presets that bear their names.
    Rule(
        "longest_line",
        "long_lines",
        _LONG_LINES,
        evidence="a line of {} bytes",
        limit=Limit("max_line", 100_000),
        outcome="long_lines",
        kinds=_CODE,
    ),
    Rule(
        "longest_line",
        "long_lines",
        _LONG_LINES,
        evidence="a line of {} bytes",
        limit=Limit("max_prose_line", 100_000),
        outcome="long_lines",
        kinds=_PROSE,
    ),
    Rule(
        "mean_line",
        "long_lines",
        _LONG_LINES,
        evidence="{:.0f} bytes a line",
        limit=Limit("max_mean_line", 200.0, never=float(EVER)),
        outcome="long_lines",
        kinds=_CODE,
        literals=True,
    ),
)
"""In the order in which a file is held against them; what drops a file goes before the rest."""
