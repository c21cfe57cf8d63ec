"""Configuration: one frozen dataclass a step, read from one TOML file and from flags, strictly.

Every key is a flag of the same name, so names are unique across the sections.  A field's comment
in the metadata (`help`) is its documentation: `docs/configuration.md` is generated from here.
"""

import dataclasses
import hashlib
import json
import tomllib
import typing
from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


class ConfigError(ValueError):
    """A setting that cannot be used; the message names the key, the value and the way out."""


def _key(default: Any, text: str, choices: tuple[str, ...] = ()) -> Any:
    return dataclasses.field(default=default, metadata={"help": text, "choices": choices})


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ConfigError(message)


def _share(name: str, value: float) -> None:
    _require(0 <= value <= 1, f"{name} is {value}; it is a share between 0 and 1")


def _power_of_two(name: str, value: int) -> None:
    _require(
        value >= 0 and value & (value - 1) == 0,
        f"{name} is {value}; it must be a power of two, or 0 to derive it from the size",
    )


@dataclasses.dataclass(frozen=True)
class Ingest:
    """Sources in, clean text and signals out."""

    revision: str = _key("HEAD", "git revision that is read from repositories")
    repo_column: str = _key("", "column that names the repository; empty: a known table's")
    path_column: str = _key("", "column of the path; empty: a known table's")
    text_column: str = _key("", "column of the text; empty: a known table's")
    licence_column: str = _key("", "column of the licence; empty: a known table's")
    rank_column: str = _key(
        "", "column that ranks repositories, such as stars; empty: a known table's"
    )
    max_file_bytes: int = _key(1 << 20, "larger files are dropped as over_size_cap")
    max_archive_bytes: int = _key(4 << 30, "an archive that expands beyond this is cut off")
    redact: bool = _key(True, "replace secrets and personal data before anything is written")
    redaction_key: str = _key("", "secret that keys the placeholders; empty: derived from the seed")
    public_values: str = _key("", "file of values, or their SHA-256, one a line, that stay")
    leave_out: str = _key(
        "", "file of repositories (owner/name) and owners whose text is not stored, one a line"
    )
    benchmarks: str = _key("", "folder of benchmark files; files that hold their items are dropped")
    clamav: str = _key(
        "", "HOST:PORT of a ClamAV daemon; what it finds, or cannot scan, is dropped"
    )
    csam_hashes: str = _key("", "file of SHA-256 digests, one a line; such files are dropped")
    malware_hashes: str = _key("", "file of SHA-256 digests, one a line; such files are dropped")
    unsafe_urls: str = _key("", "file of hosts and host/path, one a line; files that name one go")
    profanity: str = _key("", "file of words, one a line; files whose comments are full of them go")
    profanity_share: float = _key(0.01, "share of a file's comment words from which it goes")
    permutations: int = _key(256, "MinHash permutations of a signature")
    buckets: int = _key(0, "files of the store, a power of two; 0: one for each 64 MiB of input")

    def __post_init__(self) -> None:
        _power_of_two("buckets", self.buckets)
        _share("profanity_share", self.profanity_share)
        _require(
            self.max_file_bytes > 0, f"max_file_bytes is {self.max_file_bytes}; give at least 1"
        )
        _require(
            16 <= self.permutations <= 4096,
            f"permutations is {self.permutations}; MinHash needs 16 to 4096",
        )


@dataclasses.dataclass(frozen=True)
class Select:
    """Signals in, a verdict on every file out."""

    policy: str = _key(
        "codegemma", "limits on signals: codegemma, starcoder2, opencoder, none, or a TOML file"
    )
    licences: str = _key(
        "any", "allowed licences: any, permissive, or SPDX identifiers with commas; unknown stays"
    )
    opt_out: str = _key("", "file of repositories (owner/name) and owners to leave out, one a line")
    include_kinds: str = _key(
        "code,docs,data,build,markup",
        "kinds of files that take part, with commas; others leave as excluded_kind",
    )
    dedupe_repos: bool = _key(True, "drop exact and near copies of whole repositories")
    dedupe_files: bool = _key(True, "drop exact and near copies of files")
    keep_imported_duplicates: bool = _key(
        True, "a dropped copy of a file is context where a file to train on imports it"
    )
    near_threshold: float = _key(0.7, "true Jaccard of 5-token shingles from which files are twins")
    repo_threshold: float = _key(0.85, "estimated Jaccard from which repositories are twins")
    against: str = _key("", "output folder of an earlier run; what it keeps is not kept again")
    validation_share: float = _key(0.01, "share of repository clusters that go to validation")

    def __post_init__(self) -> None:
        for name in ("near_threshold", "repo_threshold", "validation_share"):
            _share(name, getattr(self, name))


@dataclasses.dataclass(frozen=True)
class Tokenizer:
    """The tokenizer: given, or trained on the kept text."""

    tokenizer: str = _key("", "SentencePiece .model to use; empty: train one on the kept text")
    vocab_size: int = _key(32768, "pieces of a trained tokenizer")
    tokenizer_model: str = _key("unigram", "kind of a trained tokenizer", ("unigram", "bpe"))
    sample_bytes: int = _key(8 << 20, "text that a tokenizer is trained on")

    def __post_init__(self) -> None:
        _require(
            512 <= self.vocab_size <= 1 << 20,
            f"vocab_size is {self.vocab_size}; 256 bytes and the control symbols need at least 512",
        )
        _require(
            self.tokenizer_model in ("unigram", "bpe"),
            f"tokenizer_model is {self.tokenizer_model!r}; use unigram or bpe",
        )


@dataclasses.dataclass(frozen=True)
class Weave:
    """Kept files in, packed rows out."""

    length: int = _key(8192, "tokens of a row")
    import_lines: int = _key(0, "lines searched for imports after the leading comment; 0: all")
    order: str = _key(
        "codegemma",
        "order of the files of a repository",
        ("codegemma", "recency", "deepseek", "path", "random"),
    )
    other_files: str = _key(
        "last", "where files stand that no import leads to or from", ("last", "first")
    )
    non_code: str = _key(
        "alphabetical",
        "where docs, data, build files and markup stand that no import reaches; alphabetical: "
        "among the other files",
        ("alphabetical", "first", "last"),
    )
    composer: str = _key(
        "affinity",
        "how files are grouped into examples; context: as affinity, with imported files of other "
        "examples repeated in front, without loss",
        ("affinity", "context", "linear"),
    )
    context_share: float = _key(
        0.5, "share of an example that repeated files may take, with composer context"
    )
    fim_rate: float = _key(
        -1.0,
        "share of the eligible pieces that are cut for infilling; "
        "-1: the preset's own, 0.9 for codegemma_2b_v1_1 and 0.8 for the others",
    )
    spm_rate: float = _key(0.5, "share of the cuts in suffix-prefix-middle order")
    spm_variant: int = _key(1, "SPM layout: 1 is <suf>S<pre>P<mid>M, 2 is <pre><suf>S<mid>PM")
    fim_preset: str = _key(
        "codegemma",
        "how cuts are chosen",
        ("codegemma", "codegemma_2b_v1_1", "ast", "line", "random", "mix"),
    )
    max_middle: int = _key(0, "bytes of a middle over which its cut is drawn anew; 0: no limit")
    path_dropout: float = _key(0.0, "share of the pieces without their path line")
    packing: str = _key(
        "best_fit",
        "how examples are packed into rows; concat cuts the one at the end of each row",
        ("best_fit", "first_fit", "concat"),
    )
    middle_remaining: bool = _key(
        False, "add the column of horizon-length prediction: tokens of the middle still to come"
    )
    compare_orders: bool = _key(
        False, "report the figures of path, random and deepseek order beside the run's own"
    )
    max_repo_bytes: int = _key(
        256 << 20,
        "kept text of a repository over which it is divided by directory; imports between its "
        "parts are counted, and no example spans two",
    )
    shard_bytes: int = _key(32 << 20, "kept text that becomes one shard, about; see shards")
    shards: int = _key(0, "shards of the training split, a power of two; 0: from shard_bytes")

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
        for field in dataclasses.fields(self):
            choices, value = field.metadata["choices"], getattr(self, field.name)
            _require(
                not choices or value in choices,
                f"{field.name} is {value!r}; use one of {', '.join(choices)}",
            )


@dataclasses.dataclass(frozen=True)
class Config:
    """All settings of a run but where it reads, writes and executes."""

    seed: int = _key(0, "all random draws follow from it")
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
    for key, value in flags.items():
        target = values.setdefault(sections[key], {}) if sections[key] else values
        target[key] = value
    return build(Config, values)


def digest(settings: Any) -> str:
    """SHA-256 of plain data (JSON values), independent of the order of its keys."""
    text = json.dumps(settings, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def differences(old: Any, new: Any, where: str = "") -> list[str]:
    """What differs between two settings, one line a key: `ingest.redact: true -> false`."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        keys = sorted(old.keys() | new.keys())
        inner = [
            differences(old.get(key), new.get(key), f"{where}.{key}" if where else str(key))
            for key in keys
        ]
        return [line for lines in inner for line in lines]
    if old == new:
        return []
    return [f"{where}: {json.dumps(old)} -> {json.dumps(new)}"]
