"""Configuration: one frozen dataclass a step, read from one TOML file and from flags, strictly.

Every key is a flag of the same name, so names are unique across the sections.  What changes the
result of a stage stands in `transforms.settings`; here are the keys of the job, and the checks of
all.  The text of a key (`help`) is its documentation: `docs/configuration.md` is generated.
"""

import dataclasses
import tomllib
import typing
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from repoloom.pipeline.checks import ConfigError as ConfigError
from repoloom.pipeline.checks import check, nearest, require
from repoloom.transforms.measures import KINDS
from repoloom.transforms.settings import (
    AT_LEAST_ONE,
    COUNT,
    MAX_ARCHIVE_BYTES,
    MAX_FILE_BYTES,
    PERMUTATIONS,
    SHARE,
    Bounds,
    FailureKeys,
    SelectKeys,
    TokenizerKeys,
    WeaveKeys,
    key,
)

T = TypeVar("T")

_SEED = 1 << 63


def _languages(text: str) -> None:
    if not text:
        return
    from repoloom import languages  # tree-sitter takes its time, and few runs name a language

    try:
        languages.additions(text)
    except ValueError as error:
        raise ConfigError(f"languages is {text!r:.200}; {error}", "languages") from None


@dataclasses.dataclass(frozen=True)
class Ingest:
    """Sources in, clean text and signals out."""

    only: str = key("", "repositories to read, with commas; empty: all")
    revision: str = key("HEAD", "git revision that is read from repositories")
    repo_column: str = key("", "column that names the repository; empty: a known table's")
    path_column: str = key("", "column of the path; empty: a known table's")
    text_column: str = key("", "column of the text; empty: a known table's")
    licence_column: str = key("", "column of the licence; empty: a known table's")
    rank_column: str = key(
        "", "column that ranks repositories, such as stars; empty: a known table's"
    )
    max_file_bytes: int = key(
        MAX_FILE_BYTES,
        "larger files are dropped as over_size_cap",
        bounds=Bounds(1, 1 << 30, "give at least 1, and at most 2^30"),
    )
    max_archive_bytes: int = key(
        MAX_ARCHIVE_BYTES, "an archive that expands beyond this is cut off", bounds=AT_LEAST_ONE
    )
    redact: bool = key(True, "replace secrets and personal data before anything is written")
    redaction_key: str = key("", "secret that keys the placeholders; empty: derived from the seed")
    public_values: str = key("", "file of values, or their SHA-256, one a line, that stay")
    leave_out: str = key(
        "", "file of repositories (owner/name) and owners whose text is not stored, one a line"
    )
    languages: str = key(
        "",
        "languages by extension or file name, with commas: .foo=python,BUILD.x=bazel; one that is "
        "not known says its kind, .bar=code:barlang",
    )
    measure_syntax: bool = key(
        False, "parse each file for its share of syntax errors; ingest takes about twice as long"
    )
    benchmarks: str = key("", "folder of benchmark files; files that hold their items are dropped")
    clamav: str = key("", "HOST:PORT of a ClamAV daemon; what it finds, or cannot scan, is dropped")
    csam_hashes: str = key("", "file of SHA-256 digests, one a line; such files are dropped")
    malware_hashes: str = key("", "file of SHA-256 digests, one a line; such files are dropped")
    unsafe_urls: str = key("", "file of hosts and host/path, one a line; files that name one go")
    profanity: str = key("", "file of words, one a line; files whose comments are full of them go")
    profanity_share: float = key(
        0.01, "share of a file's comment words from which it goes", bounds=SHARE
    )
    permutations: int = key(
        PERMUTATIONS,
        "MinHash permutations of a signature",
        bounds=Bounds(16, 4096, "MinHash needs 16 to 4096"),
    )
    buckets: int = key(
        0, "files of the store, a power of two; 0: one for each 64 MiB of input", bounds=COUNT
    )

    def __post_init__(self) -> None:
        check(self)
        usable = self.revision.strip() and not self.revision.startswith("-")
        need = "give a branch, a tag or a commit id"
        require(bool(usable), "revision", self.revision, need)
        _languages(self.languages)


@dataclasses.dataclass(frozen=True)
class Select(SelectKeys):
    """Signals in, a verdict on every file out."""

    policy: str = key(
        "codegemma", "limits on signals: codegemma, starcoder2, opencoder, none, or a TOML file"
    )
    licences: str = key(
        "any", "allowed licences: any, permissive, or SPDX identifiers with commas; unknown stays"
    )
    opt_out: str = key("", "file of repositories (owner/name) and owners to leave out, one a line")
    include_kinds: str = key(
        ",".join(KINDS),
        "kinds of files that take part, with commas; others leave as excluded_kind",
    )
    against: str = key("", "output folder of an earlier run; what it keeps is not kept again")

    def __post_init__(self) -> None:
        check(self)


@dataclasses.dataclass(frozen=True)
class Tokenizer(TokenizerKeys):
    """The tokenizer: given, or trained on the kept text."""

    tokenizer: str = key("", "SentencePiece .model to use; empty: train one on the kept text")

    def __post_init__(self) -> None:
        check(self)


@dataclasses.dataclass(frozen=True)
class Weave(WeaveKeys):
    """Kept files in, packed rows out."""

    shard_bytes: int = key(
        32 << 20, "kept text that becomes one shard, about; see shards", bounds=AT_LEAST_ONE
    )
    shards: int = key(
        0, "shards of the training split, a power of two; 0: from shard_bytes", bounds=COUNT
    )

    def __post_init__(self) -> None:
        check(self)
        fits = not self.middle_remaining or self.length <= 1 << 15
        need = f"middle_remaining is int16 and allows at most {1 << 15}"
        require(fits, "length", self.length, need)


@dataclasses.dataclass(frozen=True)
class Failures(FailureKeys):
    """What becomes of a run in which repositories or files fail.  Changes no result."""

    max_failed_share: float = key(
        0.001,
        "share of the repositories that may fail, one always may; more end with status 1",
        bounds=SHARE,
    )

    def __post_init__(self) -> None:
        check(self)


@dataclasses.dataclass(frozen=True)
class Config:
    """All settings of a run but where it reads, writes and executes."""

    seed: int = key(
        0,
        "all random draws follow from it",
        bounds=Bounds(-_SEED, _SEED - 1, "it is a number of 64 bits"),
    )
    ingest: Ingest = Ingest()
    select: Select = Select()
    tokenizer: Tokenizer = Tokenizer()
    weave: Weave = Weave()
    failures: Failures = Failures()

    def __post_init__(self) -> None:
        check(self)


def names(text: str) -> frozenset[str]:
    """The names of a key that lists some with commas."""
    return frozenset(name for part in text.split(",") if (name := part.strip()))


def fields() -> list[tuple[str, dataclasses.Field[Any]]]:
    """Every key with the section it stands in; "" is the top level."""
    found: list[tuple[str, dataclasses.Field[Any]]] = []
    for field in dataclasses.fields(Config):
        if dataclasses.is_dataclass(field.type):
            found += [(field.name, inner) for inner in dataclasses.fields(field.type)]
        else:
            found.append(("", field))
    return found


def build(cls: type[T], values: Mapping[str, Any], section: str = "") -> T:
    """Builds nested dataclasses; an unknown key or a wrong type is an error, never ignored."""
    hints = typing.get_type_hints(cls)
    for name in sorted(values.keys() - hints.keys()):
        raise ConfigError(f"{_unknown(name, section, hints)}")
    return cls(**{name: _value(hints[name], value, name) for name, value in values.items()})


def _unknown(name: str, section: str, known: Iterable[str]) -> str:
    """What is said of a key that the section does not have."""
    place = f" in [{section}]" if section else ""
    elsewhere = [where for where, field in fields() if field.name == name]
    if elsewhere:
        right = f"[{elsewhere[0]}]" if elsewhere[0] else "the top level, before all sections"
        return f"unknown key {name!r:.80}{place}; it belongs to {right}"
    return f"unknown key {name!r:.80}{place}; known keys are {sorted(known)}{nearest(name, known)}"


def _value(hint: Any, value: Any, name: str) -> Any:
    if dataclasses.is_dataclass(hint):
        require(isinstance(value, Mapping), name, value, f"it is a section of keys, [{name}]")
        return build(typing.cast(type[Any], hint), value, name)
    if hint is float and type(value) is int and abs(value) < _SEED:
        return float(value)
    require(type(value) is hint, name, value, f"a value of type {hint.__name__} is needed")
    return value


def load(text: str, flags: Mapping[str, Any], where: str = "the configuration") -> Config:
    """The configuration of a TOML text with `flags` (key to value) laid over it.

    Args:
        text: of the file.
        flags: what the command line says.
        where: what errors call the text: its path.

    Raises:
        ConfigError: the text is not TOML, or a setting cannot be used; the message names the flag,
            or the file with section and key.
    """
    try:
        values: dict[str, Any] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also for numbers that Python does not take
        raise ConfigError(f"{where} is not TOML: {error}") from None
    sections = {field.name: section for section, field in fields()}
    try:
        for name, value in flags.items():
            _lay(values, sections[name], name, value)
        return build(Config, values)
    except ConfigError as error:
        raise _placed(error, sections, flags, where) from None


def _lay(values: dict[str, Any], section: str, name: str, value: Any) -> None:
    target = values.setdefault(section, {}) if section else values
    require(isinstance(target, dict), section, target, f"it is a section of keys, [{section}]")
    target[name] = value


def _placed(
    error: ConfigError, sections: Mapping[str, str], flags: Mapping[str, Any], where: str
) -> ConfigError:
    """The error with the place of its key: the flag, or the file and its section."""
    if error.key in flags:
        return ConfigError(f"--{error}", error.key)
    section = f"[{sections[error.key]}] " if sections.get(error.key) else ""
    return ConfigError(f"{where}: {section}{error}", error.key)
