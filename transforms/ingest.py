"""Ingest: what sources hold, cleaned and measured, one bucket of the store at a time.

Names cross the shuffle, text does not: a bucket receives the names of its repositories and reads
them itself.  Only row-shaped sources (tables) send their text through it, once.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

import apache_beam as beam

from repoloom import languages
from repoloom.transforms import failures, keyed
from repoloom.transforms.benchmarks import lookup
from repoloom.transforms.buckets import Bucket, Origin
from repoloom.transforms.duplicates import minhash
from repoloom.transforms.records import (
    FAILED,
    WHOLE,
    Failure,
    RawFile,
    Redaction,
    SourceFile,
)
from repoloom.transforms.redaction import redact
from repoloom.transforms.scratch import texts
from repoloom.transforms.signals import encoding, notebooks, quality, safety, syntax, unpacking
from repoloom.transforms.signals.licences import inheritance
from repoloom.transforms.signals.provenance import attributes
from repoloom.transforms.signals.provenance import folders as vendoring
from repoloom.transforms.unit_tests import pairing
from repoloom.transforms.verdicts import policy


@dataclasses.dataclass(frozen=True)
class Cleaning:
    """Plain settings of `clean`.

    Attributes:
        secret: keys the placeholders of redacted values; b"" leaves the text as it is.
        benchmarks: gives the contamination index; called in the worker, which loads it once.
        permutations: MinHash permutations of a signature.
        providers: judge the safety of each file before anything of it is stored.
        unsafe: least score by category from which a file leaves.
        public: SHA-256 of the values that redaction leaves alone.
        left_out: repositories and owners of whose files only path and size are stored.
        syntax: parse each file for the share of what its grammar cannot read.
        allowance: of the work on one file or repository.
        languages: languages by extension and file name, before those that are known.
        held_bytes: texts of one repository that stay in memory while it is cleaned.
    """

    secret: bytes
    benchmarks: Callable[[], lookup.Index] | None = None
    permutations: int = minhash.PERMUTATIONS
    providers: tuple[safety.SafetyProvider, ...] = ()
    unsafe: Mapping[str, float] = dataclasses.field(default_factory=dict)
    public: frozenset[bytes] = frozenset()
    left_out: frozenset[str] = frozenset()
    syntax: bool = False
    allowance: failures.Allowance = failures.DEFAULT
    languages: Mapping[str, str] = dataclasses.field(default_factory=dict)
    held_bytes: int = texts.BOUND


def clean(raw: RawFile, cleaning: Cleaning) -> SourceFile:
    """Decodes, classifies, redacts and measures one file.

    Redaction comes first of all that looks at text, so that nothing later, no hash and no
    signature, depends on a secret.
    """
    if policy.opted_out(raw.repo, cleaning.left_out):
        size = raw.size if raw.data is None else len(raw.data)
        return SourceFile(raw.repo, raw.path, "", None, reason="opted_out", size=size)
    if raw.data is None:
        unread = SourceFile(raw.repo, raw.path, "", None, reason=raw.reason, size=raw.size)
        return dataclasses.replace(unread, failure=raw.failure) if raw.failure else unread
    decoded = encoding.decode(raw.data)
    text = raw.data if decoded.text is None else decoded.text
    language = languages.language_of(raw.path, text, cleaning.languages)
    if unsafe := _unsafe(raw.data, language, decoded.text or b"", cleaning):
        digest = hashlib.sha256(raw.data).digest()
        return SourceFile(raw.repo, raw.path, language, None, unsafe, len(raw.data), content=digest)
    if decoded.text is None:
        content = hashlib.sha256(raw.data).digest()
        packed = unpacking.unpacked(raw.data) if cleaning.benchmarks else b""
        hits = cleaning.benchmarks().lookup(packed) if cleaning.benchmarks and packed else ()
        return SourceFile(
            *(raw.repo, raw.path, language, None, decoded.reason, len(raw.data)),
            content=content,
            hits=hits,
        )
    language, written = notebooks.as_written(language, decoded.text)
    text, redactions = _redact(written, raw.path, language, cleaning)
    signals = quality.measure(raw.path, language, text)
    return SourceFile(
        repo=raw.repo,
        path=raw.path,
        language=language,
        text=text,
        size=len(raw.data),
        encoding=decoded.encoding,
        content=hashlib.sha256(text).digest(),
        signature=minhash.signature(text, permutations=cleaning.permutations),
        rank=raw.rank,
        signals=dataclasses.replace(
            signals,
            licence=signals.licence or raw.licence,
            test=pairing.is_test(raw.path, language, text),
        ),
        redactions=redactions,
        hits=cleaning.benchmarks().lookup(text) if cleaning.benchmarks else (),
    )


def _unsafe(data: bytes, language: str, text: bytes, cleaning: Cleaning) -> str:
    """The category for which a file leaves, of which only name and hash are kept."""
    if not cleaning.providers:
        return ""
    comments = quality.comments(language, text)
    return safety.outcome(safety.judge(data, comments, cleaning.providers), cleaning.unsafe)


def _redact(
    text: bytes, path: str, language: str, cleaning: Cleaning
) -> tuple[bytes, tuple[Redaction, ...]]:
    if not cleaning.secret:
        return text, ()
    redacted = redact.redact(
        text, secret=cleaning.secret, path=path, language=language, public=cleaning.public
    )
    return redacted.text, redacted.redactions


def clean_repository(
    raws: Iterable[RawFile], cleaning: Cleaning, repo: str = ""
) -> Sequence[SourceFile]:
    """The files of one repository, in path order, with what only the whole repository can say.

    That is what `.h` means (and so what its grammar cannot read), whose the files in a folder like
    `vendor/` are, and which licence a file inherits.  A path that comes twice keeps its first file;
    the others stand as `path#2`, or the next number that no file has as its own, with their reason
    or else `duplicate_path`.  A file that fails has the reason `failed`, and all files of a
    repository that fails as a whole, with one row more for what was not read.  Of a large
    repository each text is in memory only while its file is asked for.

    Args:
        raws: its entries.
        cleaning: settings.
        repo: its name.
    """
    files: dict[str, SourceFile] = {}
    copies: list[RawFile] = []
    held = texts.Held(cleaning.held_bytes)

    def whole() -> list[SourceFile]:
        for raw in raws:
            failures.more(len(raw.data or b""))
            entry = _without_user(raw, cleaning.secret)
            if entry.path in files:
                reason = entry.reason or "duplicate_path"
                copies.append(dataclasses.replace(entry, data=None, reason=reason))
            else:
                files[entry.path] = held.add(_clean_or_fail(entry, cleaning))
        _add_copies(files, copies, cleaning)
        return _completed(_ordered(files), held, cleaning)

    found = failures.attempt(whole, "read", repo, allowance=cleaning.allowance)
    if not isinstance(found, Failure):
        return texts.Files(found, held)
    _add_copies(files, [*copies, RawFile(repo, WHOLE, None, FAILED)], cleaning)
    return [_failed(file, found) for file in _ordered(files)]


def _add_copies(files: dict[str, SourceFile], copies: list[RawFile], cleaning: Cleaning) -> None:
    """Adds entries whose paths may be taken, under made-up ones: once all real names are known.

    Takes them out of `copies`: what fails after them adds the rest.
    """
    while copies:
        entry = _unique(copies.pop(0), files)
        files[entry.path] = clean(entry, cleaning)


def _clean_or_fail(raw: RawFile, cleaning: Cleaning) -> SourceFile:
    data = raw.data or b""
    found = failures.attempt(
        *(lambda: clean(raw, cleaning), "clean", raw.repo, raw.path),
        size=len(data),
        content=data,
        allowance=cleaning.allowance,
    )
    if not isinstance(found, Failure):
        return found
    size = raw.size if raw.data is None else len(data)
    return _failed(SourceFile(raw.repo, raw.path, "", None, size=size), found)


def _failed(file: SourceFile, failure: Failure) -> SourceFile:
    """A file that is set aside, without all that may be half done."""
    said = file.failure or str(failure)
    return SourceFile(file.repo, file.path, "", None, FAILED, file.size, failure=said)


def _ordered(files: Mapping[str, SourceFile]) -> list[SourceFile]:
    return [files[path] for path in sorted(files, key=str.encode)]


def _completed(files: list[SourceFile], held: texts.Held, cleaning: Cleaning) -> list[SourceFile]:
    decided = vendoring.decided(_decide_headers(files), held.head)
    decided = attributes.decided(decided, held.head)
    if cleaning.syntax:
        decided = [_with_errors(file, held.whole(file).text or b"") for file in decided]
    return inheritance.inherited(decided, held.head)


def _without_user(raw: RawFile, secret: bytes) -> RawFile:
    path = redact.redact_path(raw.path, secret=secret) if secret else raw.path
    return raw if path == raw.path else dataclasses.replace(raw, path=path)


def _unique(raw: RawFile, taken: Container[str]) -> RawFile:
    path, copy = raw.path, 1
    while path in taken:
        copy += 1
        path = f"{raw.path}#{copy}"
    return dataclasses.replace(raw, path=path)


def _decide_headers(files: list[SourceFile]) -> list[SourceFile]:
    meaning = languages.header_language(file.path for file in files)
    return [
        dataclasses.replace(file, language=meaning)
        if file.path.endswith(".h") and file.language == "c"
        else file
        for file in files
    ]


def _with_errors(file: SourceFile, text: bytes) -> SourceFile:
    errors = syntax.error_share(file.language, text)
    return dataclasses.replace(file, signals=dataclasses.replace(file.signals, errors=errors))


@dataclasses.dataclass
class Ingest(beam.PTransform):
    """(origins by bucket, rows by bucket) -> number of each bucket that `write` has stored.

    Attributes:
        read: the files of a repository-shaped origin.
        write: stores the cleaned files of a bucket, which come in the order of (repo, path).
        cleaning: settings of `clean`.
    """

    read: Callable[[Origin], Iterator[RawFile]]
    write: Callable[[int, Iterator[SourceFile]], None]
    cleaning: Cleaning

    def expand(self, inputs):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201  # Beam warns of hints on a mapping
        """Expects the keys "origins" and "rows", each a PCollection of (bucket, value)."""
        return (
            inputs
            | "ByBucket" >> beam.CoGroupByKey()
            | "Store" >> beam.MapTuple(self.store).with_output_types(int)
        )

    def store(self, bucket: int, parts: Mapping[str, Iterable]) -> int:
        """Cleans and stores one bucket."""
        grouped = Bucket(list(parts["origins"]), list(parts["rows"]))
        self.write(bucket, self._files(grouped))
        return bucket

    def _files(self, bucket: Bucket) -> Iterator[SourceFile]:
        for repo, raws in bucket.repositories(self.read):
            yield from clean_repository(raws, self.cleaning, repo)


def redaction_secret(given: str, seed: int) -> bytes:
    """The key of the placeholders: the user's, or one that follows from the seed.

    A run without a key of its own is repeatable by anyone who knows the seed, who could then test
    guesses of a short value against its placeholder: runs that matter pass a secret.
    """
    return hashlib.sha256(f"{given or keyed.digest64('redaction', str(seed))}".encode()).digest()
