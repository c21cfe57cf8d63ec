"""The records that flow between stages.  Plain frozen data, no behaviour, no Beam.

Text is UTF-8 `bytes` from the reader to the tokenizer.  A place is a half-open byte span.  A path
is relative to its repository, POSIX, and compares as UTF-8 bytes.
"""

import dataclasses
from typing import Annotated

from repoloom.transforms.columns import Column, Stored
from repoloom.transforms.measures import CONTEXT_ONLY as CONTEXT_ONLY
from repoloom.transforms.measures import DROP as DROP
from repoloom.transforms.measures import FAILED as FAILED
from repoloom.transforms.measures import KEPT as KEPT
from repoloom.transforms.measures import TRAIN as TRAIN
from repoloom.transforms.measures import Signals as Signals

WHOLE = "."
"""The path of a record that stands for a repository as a whole, or for the rest of it."""

FAILED_FILES, FAILED_REPOSITORIES = "failed/files", "failed/repositories"
"""Keys of the numbers of steps: what was set aside, in whole or in part."""

UNMEASURED = Signals()
"""Of a file without text."""


@dataclasses.dataclass(frozen=True, slots=True)
class RawFile:
    """One entry of a source, as read: the input of ingest.

    Attributes:
        repo: `owner/name`, or the plain name where the source knows no owner.
        path: repository-relative POSIX path; bytes that are not UTF-8 stand as `%XX`.
        data: the bytes, or None where the entry has none that may be read; `reason` says why.
        reason: "" or why `data` is None, such as "symlink", "submodule", "over_size_cap".
        size: bytes of the entry in the source, also where `data` is None and it is known.
        licence: an SPDX identifier that the source itself declares, else "".
        rank: a quality rank that the source declares (such as stars), else 0.
        failure: of an entry that failed to be read, the text of its `Failure`, else "".
    """

    repo: str
    path: str
    data: bytes | None
    reason: str = ""
    size: int = 0
    licence: str = ""
    rank: int = 0
    failure: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Failure:
    """Work on a repository or a file that failed; the repository or file is set aside.

    Attributes:
        path: of the file, or "." for the repository as a whole.
        step: what failed: "read" (the source), "clean" (a file, up to its signals), "judge" (its
            verdict), "cut" (its parse and its pieces), "order" (the repository's graph and
            examples).
        error: name of the exception; "OverrunError" for too much CPU time or memory,
            "ProcessDiedError" for work that has ended a process before.
        place: module, function and line of the code that raised it.
        case: 16 hexadecimal digits, the same where the same fails in the same way on the same
            content.
    """

    path: str
    step: str
    error: str
    place: str
    case: str

    def __str__(self) -> str:
        return f"{self.step}: {self.error} at {self.place} (case {self.case})"

    @classmethod
    def parse(cls, path: str, text: str) -> "Failure":
        """The failure of a text that `str` made; what is no such text stands as the step."""
        step, _, rest = text.partition(": ")
        error, _, rest = rest.partition(" at ")
        place, _, case = rest.removesuffix(")").partition(" (case ")
        return cls(path, step, error, place, case)


@dataclasses.dataclass(frozen=True, slots=True)
class Redaction:
    """A secret or personal datum that was replaced; its value is kept nowhere.

    Attributes:
        kind: what it is, such as "email".
        start, end: byte offsets in the decoded text (as UTF-8) before any replacement.
    """

    kind: str
    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """A benchmark item found in a file.

    Attributes:
        benchmark, item: the benchmark's name and the item's in it.
        view: how: "verbatim", "ngram", "near" (under other names or lightly edited), "short".
        start, end: where in the file's text; all of it where the item stands inside strings with
            escapes.  A hit is the same wherever it stands.
    """

    benchmark: str
    item: str
    view: str
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class SourceFile:
    """One row of the store: a file that was read, its clean text, and all that was measured.

    Attributes:
        repo, path: name of the repository, and of the file in it.
        language: name of the file's language, "" where it is unknown.
        text: redacted UTF-8, or None where the file has no usable text; `reason` says why.
        reason: "" where there is text, else why not, such as "binary" or "undecodable".
        size: bytes read from the source.
        encoding: the codec that the text was decoded from, such as "utf-8" or "cp1252".
        content: SHA-256 of `text`, or of the raw bytes where there is no text (empty if unread).
        signature: MinHash values, little-endian uint32[K]; b"" for files too short to have one.
        rank: the source's quality rank of the repository.
        signals: what was measured on the text; see `Signals`.
        redactions: what was replaced in the text; see `Redaction`.
        hits: the benchmark items found in it; see `Hit`.
        failure: of a file that failed, the text of its `Failure`, else "".
    """

    repo: str
    path: str
    language: str
    text: Annotated[bytes | None, Column("large_binary")]
    reason: str = ""
    size: int = 0
    encoding: str = ""
    content: bytes = b""
    signature: bytes = b""
    rank: int = 0
    signals: Signals = UNMEASURED
    redactions: tuple[Redaction, ...] = ()
    hits: tuple[Hit, ...] = ()
    failure: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What select decided on one file.

    Attributes:
        repo, path: of the file, as in the store.
        verdict: "train", "context_only", "drop" or "failed".
        reason: a documented word, "" for an unqualified "train".
        evidence: what the reason rests on: a twin `repo:path jaccard`, a benchmark item, a rule.
        split: "train" or "validation", the same for all files of a repository cluster.
        size: bytes of the file in the source.
    """

    repo: str
    path: str
    verdict: str
    reason: str = ""
    evidence: str = ""
    split: str = "train"
    size: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """Evidence that one file of a repository needs another: one resolved import.

    Attributes:
        importer, imported: paths of the two files.
        kind: "import" for what an import, include, use or require statement says; "embed" for a
            file whose content is taken in as data; "same_package", "same_namespace",
            "same_module" for what a use of a visible name says.
        used_symbols: how many of the imported names occur after the import.
        exact: the import is relative, or its whole path matched.
        matched: matched segments / all segments of the import, 0 to 1.
        top_level: the statement stands at module level.
        conditional: it stands under TYPE_CHECKING, `#if`, or inside a function.
        reexport: the importer only passes the name on (an index or `__init__`).
    """

    importer: str
    imported: str
    kind: str = "import"
    used_symbols: int = 0
    exact: bool = False
    matched: float = 1.0
    top_level: bool = True
    conditional: bool = False
    reexport: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Edge:
    """One file needs another: all links of a kind between the two.

    Attributes:
        importer, imported: paths of the two files.
        kind: "import", "embed", "same_package", "same_namespace" or "same_module", as of a `Link`.
        importance: how strongly, from 0.25 on (`transforms/graph/importance.py`).
        kept: false where it was cut to break a cycle.
        used_symbols: how many of the imported names occur, over all its links.
        nested: none of its links stands at module level.
        conditional: all its links stand under TYPE_CHECKING, `#if`, or inside a function.
        reexport: all its links only pass a name on.
        test: the importer is a test.
    """

    importer: str
    imported: str
    kind: str
    importance: float
    kept: bool = True
    used_symbols: int = 0
    nested: bool = False
    conditional: bool = False
    reexport: bool = False
    test: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """A unit test and the source that it tests.

    Attributes:
        test, source: paths of the two files.
        rule: what paired them: a rule of names, "use" or "crate" (`transforms/unit_tests`).
    """

    test: str
    source: str
    rule: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A file's place in the order of its repository.

    Attributes:
        position: from 0; every kept file of the repository has one.
        path: of the file.
    """

    position: int
    path: str


@dataclasses.dataclass(frozen=True, slots=True)
class Cut:
    """`text[:start]`, `text[start:end]`, `text[end:]`; `mode` "psm" or "spm"; `rule` found it."""

    start: int
    end: int
    mode: str
    rule: str


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A file, or a part of one that is longer than a row, as token ids ready to be placed.

    Attributes:
        part: 0-based index among the file's `parts`; `path`: of the file in its repository.
        start: byte offset of the piece in the file's text; `end` likewise.
        cut: byte offsets relative to the piece, or None; `masked`: without loss.
        tokens: little-endian int32 ids of path line, body and FIM sentinels, no other controls.
        repeated: a copy of what stands elsewhere (`context`); `ranges`: of a slice, its bytes.
        names: of its text (`tokens.names`).
    """

    path: str
    language: str
    licence: str
    part: int
    parts: int
    start: int
    end: int
    cut: Cut | None
    masked: bool
    tokens: Stored
    repeated: bool = False
    names: bytes = b""
    ranges: tuple[tuple[int, int], ...] = ()

    @property
    def length(self) -> int:
        """Number of tokens."""
        return len(self.tokens) // 4
