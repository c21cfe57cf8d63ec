"""Configuration: one frozen dataclass a step, read from one TOML file and from flags, strictly.

Every key is a flag of the same name, so names are unique across the sections.  What changes the
result of a stage stands in `transforms.settings`; here are the keys of the job, and the checks of
all.  The text of a key (`help`) is its documentation: `docs/configuration.md` is generated.
"""

import dataclasses
import tomllib
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

from repoloom import languages
from repoloom.transforms.measures import KINDS
from repoloom.transforms.settings import (
    MAX_ARCHIVE_BYTES,
    MAX_FILE_BYTES,
    PERMUTATIONS,
    SelectKeys,
    TokenizerKeys,
    WeaveKeys,
    key,
)

T = TypeVar("T")


class ConfigError(ValueError):
    """A setting that cannot be used; the message names the key, the value and the way out."""


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ConfigError(message)


def _share(name: str, value: float) -> None:
    _require(0 <= value <= 1, f"{name} is {value}; it is a share between 0 and 1")


def _languages(text: str) -> None:
    try:
        languages.additions(text)
    except ValueError as error:
        raise ConfigError(f"languages: {error}") from None


def _choices(section: Any) -> None:
    for field in dataclasses.fields(section):
        choices, value = field.metadata["choices"], getattr(section, field.name)
        _require(
            not choices or value in choices,
            f"{field.name} is {value!r}; use one of {', '.join(choices)}",
        )


def _power_of_two(name: str, value: int) -> None:
    _require(
        value >= 0 and value & (value - 1) == 0,
        f"{name} is {value}; it must be a power of two, or 0 to derive it from the size",
    )


@dataclasses.dataclass(frozen=True)
class Ingest:
    """Sources in, clean text and signals out."""

    revision: str = key("HEAD", "git revision that is read from repositories")
    repo_column: str = key("", "column that names the repository; empty: a known table's")
    path_column: str = key("", "column of the path; empty: a known table's")
    text_column: str = key("", "column of the text; empty: a known table's")
    licence_column: str = key("", "column of the licence; empty: a known table's")
    rank_column: str = key(
        "", "column that ranks repositories, such as stars; empty: a known table's"
    )
    max_file_bytes: int = key(MAX_FILE_BYTES, "larger files are dropped as over_size_cap")
    max_archive_bytes: int = key(
        MAX_ARCHIVE_BYTES, "an archive that expands beyond this is cut off"
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
    profanity_share: float = key(0.01, "share of a file's comment words from which it goes")
    permutations: int = key(PERMUTATIONS, "MinHash permutations of a signature")
    buckets: int = key(0, "files of the store, a power of two; 0: one for each 64 MiB of input")

    def __post_init__(self) -> None:
        _power_of_two("buckets", self.buckets)
        _share("profanity_share", self.profanity_share)
        _languages(self.languages)
        _require(
            self.max_file_bytes > 0, f"max_file_bytes is {self.max_file_bytes}; give at least 1"
        )
        _require(
            16 <= self.permutations <= 4096,
            f"permutations is {self.permutations}; MinHash needs 16 to 4096",
        )


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
        for name in ("near_threshold", "repo_threshold", "validation_share"):
            _share(name, getattr(self, name))


@dataclasses.dataclass(frozen=True)
class Tokenizer(TokenizerKeys):
    """The tokenizer: given, or trained on the kept text."""

    tokenizer: str = key("", "SentencePiece .model to use; empty: train one on the kept text")

    def __post_init__(self) -> None:
        _require(
            512 <= self.vocab_size <= 1 << 20,
            f"vocab_size is {self.vocab_size}; 256 bytes and the control symbols need at least 512",
        )
        _choices(self)


@dataclasses.dataclass(frozen=True)
class Weave(WeaveKeys):
    """Kept files in, packed rows out."""

    shard_bytes: int = key(32 << 20, "kept text that becomes one shard, about; see shards")
    shards: int = key(0, "shards of the training split, a power of two; 0: from shard_bytes")

    def __post_init__(self) -> None:
        _power_of_two("shards", self.shards)
        _require(self.length >= 64, f"length is {self.length}; a row needs at least 64 tokens")
        for name in ("shard_bytes", "max_repo_bytes"):
            given = getattr(self, name)
            _require(given > 0, f"{name} is {given}; give at least 1")
        for name in ("fim_rate", "spm_rate", "path_dropout", "context_share"):
            value = getattr(self, name)
            _share(name, 0.0 if (name, value) == ("fim_rate", -1) else value)
        _require(self.max_middle >= 0, f"max_middle is {self.max_middle}; 0 is for no limit")
        _require(
            not self.middle_remaining or self.length <= 1 << 15,
            f"length is {self.length}; middle_remaining is int16 and allows at most {1 << 15}",
        )
        _require(
            self.spm_variant in (1, 2),
            f"spm_variant is {self.spm_variant}; the layouts are 1 and 2",
        )
        _choices(self)


@dataclasses.dataclass(frozen=True)
class Config:
    """All settings of a run but where it reads, writes and executes."""

    seed: int = key(0, "all random draws follow from it")
    ingest: Ingest = Ingest()
    select: Select = Select()
    tokenizer: Tokenizer = Tokenizer()
    weave: Weave = Weave()


def fields() -> list[tuple[str, dataclasses.Field[Any]]]:
    """Every key with the section it stands in; "" is the top level."""
    found: list[tuple[str, dataclasses.Field[Any]]] = []
    for field in dataclasses.fields(Config):
        if dataclasses.is_dataclass(field.type):
            found += [(field.name, inner) for inner in dataclasses.fields(field.type)]
        else:
            found.append(("", field))
    return found


def build(cls: type[T], values: Mapping[str, Any], where: str = "config") -> T:
    """Builds nested dataclasses; an unknown key or a wrong type is an error, never ignored."""
    hints = typing.get_type_hints(cls)
    if unknown := sorted(values.keys() - hints.keys()):
        raise ConfigError(f"{where}: unknown key {unknown[0]!r}; known keys are {sorted(hints)}")
    return cls(
        **{key: _value(hints[key], value, f"{where}.{key}") for key, value in values.items()}
    )


def _value(hint: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(hint):
        _require(isinstance(value, Mapping), f"{where} is {value!r}; it is a section of keys")
        return build(typing.cast(type[Any], hint), value, where)
    if hint is float and type(value) is int:
        return float(value)
    _require(
        type(value) is hint, f"{where} is {value!r}; a value of type {hint.__name__} is needed"
    )
    return value


def load(text: str, flags: Mapping[str, Any]) -> Config:
    """The configuration of a TOML text with `flags` (key to value) laid over it."""
    try:
        values: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"the configuration is not TOML: {error}") from None
    sections = {field.name: section for section, field in fields()}
    for name, value in flags.items():
        target = values.setdefault(sections[name], {}) if sections[name] else values
        target[name] = value
    return build(Config, values)
