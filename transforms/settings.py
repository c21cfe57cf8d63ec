"""The settings that change what the stages make: defaults, choices and meanings, each once.

A key is a setting of the command line and of the TOML file; `pipeline.config` adds those that say
where to read and write, checks all of them, and documents them.  Plain data, and light: the
command line starts without any stage.
"""

import dataclasses
from typing import Any

PERMUTATIONS = 256
"""MinHash values of a signature where nothing else is said; see `duplicates.minhash`."""
MAX_FILE_BYTES = 1 << 20
MAX_ARCHIVE_BYTES = 4 << 30
"""What a reader of sources takes of a file, and of an archive when it is expanded."""

TOKENIZER_MODELS = ("unigram", "bpe")
ORDERS = ("codegemma", "recency", "deepseek", "path", "random")
COMPOSERS = ("affinity", "context", "linear")
CONTEXT_FORMS = ("slices", "whole")
CONTEXT_LOSSES = ("masked", "full")
FIM_PRESETS = ("codegemma", "codegemma_2b_v1_1", "ast", "line", "random", "mix")
PACKINGS = ("best_fit", "first_fit", "concat")
OTHER_FILES = ("last", "first")


@dataclasses.dataclass(frozen=True)
class Bounds:
    """The numbers that a setting may have.

    Attributes:
        least: the smallest of them, or what all are above.
        most: the largest.
        need: what a wrong value is told.
        above: `least` is none of them.
        also: single values besides, such as -1.
        power_of_two: they are powers of two.
    """

    least: float
    most: float
    need: str
    above: bool = False
    also: tuple[float, ...] = ()
    power_of_two: bool = False

    def hold(self, value: float) -> bool:
        """Whether a setting may have the value; never "not a number"."""
        if value in self.also:
            return True
        inside = self.least < value if self.above else self.least <= value
        round_number = not self.power_of_two or int(value) & (int(value) - 1) == 0
        return inside and value <= self.most and round_number

    def __str__(self) -> str:
        """As the page of settings says it: `0 to 1`, `a power of two, 1 to 2^20, or 0`."""
        kind = "a power of two, " if self.power_of_two else "above " if self.above else ""
        others = "".join(f", or {one:g}" for one in self.also)
        return f"{kind}{_short(self.least)} to {_short(self.most)}{others}"


def _short(number: float) -> str:
    """A bound as people write it: `1`, `4096`, `2^40`, `2^63 - 1`."""
    whole = int(number)
    less = whole & 1
    power = abs(whole) > 1 << 16 and (whole + less).bit_count() == 1
    exponent = (abs(whole) + less).bit_length() - 1
    return f"{'-' * (whole < 0)}2^{exponent}{' - 1' * less}" if power else f"{whole}"


SHARE = Bounds(0, 1, "it is a share between 0 and 1")
_LIKENESS = Bounds(0, 1, "it is a share above 0 and up to 1", above=True)
COUNT = Bounds(
    *(1, 1 << 20, "it must be a power of two up to 2^20, or 0 to derive it from the size"),
    also=(0,),
    power_of_two=True,
)
"""Buckets or shards."""
AT_LEAST_ONE = Bounds(1, 1 << 40, "give at least 1, and at most 2^40")
_UP_FROM_ZERO = Bounds(0, 1 << 40, "give 0 for no limit, or more, up to 2^40")


def key(
    default: Any, text: str, choices: tuple[Any, ...] = (), bounds: Bounds | None = None
) -> Any:
    """A field of settings: its default, what it means, and the values it may have.

    Args:
        default: its value where none is given; its type is the setting's.
        text: its documentation.
        choices: all values that it may have, () for any.
        bounds: of a number.
    """
    metadata = {"help": text, "choices": choices, "bounds": bounds}
    return dataclasses.field(default=default, metadata=metadata)


@dataclasses.dataclass(frozen=True)
class SelectKeys:
    """How select compares files and repositories, and divides them."""

    dedupe_repos: bool = key(True, "drop exact and near copies of whole repositories")
    dedupe_files: bool = key(True, "drop exact and near copies of files")
    keep_imported_duplicates: bool = key(
        True, "a dropped copy of a file is context where a file to train on imports it"
    )
    near_threshold: float = key(
        0.7, "true Jaccard of 5-token shingles from which files are twins", bounds=_LIKENESS
    )
    repo_threshold: float = key(
        0.85, "estimated Jaccard from which repositories are twins", bounds=_LIKENESS
    )
    validation_share: float = key(
        0.01, "share of repository clusters that go to validation", bounds=SHARE
    )


@dataclasses.dataclass(frozen=True)
class TokenizerKeys:
    """How a tokenizer is trained."""

    vocab_size: int = key(
        32768,
        "pieces of a trained tokenizer; fewer where the text has no more",
        bounds=Bounds(
            512,
            1 << 20,
            "256 bytes and the control symbols need at least 512, and "
            "more than 2^20 are no vocabulary",
        ),
    )
    tokenizer_model: str = key("unigram", "kind of a trained tokenizer", TOKENIZER_MODELS)
    sample_bytes: int = key(
        8 << 20,
        "text that a tokenizer is trained on",
        bounds=Bounds(1024, 1 << 34, "a tokenizer needs at least 1024 bytes, and at most 2^34"),
    )


@dataclasses.dataclass(frozen=True)
class WeaveKeys:
    """How kept files become rows."""

    length: int = key(
        8192,
        "tokens of a row",
        bounds=Bounds(64, 1 << 24, "a row needs at least 64 tokens, and at most 2^24"),
    )
    import_lines: int = key(
        0, "lines searched for imports after the leading comment; 0: all", bounds=_UP_FROM_ZERO
    )
    order: str = key("codegemma", "order of the files of a repository", ORDERS)
    other_files: str = key("last", "where files stand that no import leads to or from", OTHER_FILES)
    non_code: str = key(
        "alphabetical",
        "where docs, data, build files and markup stand that no import reaches; alphabetical: "
        "among the other files",
        ("alphabetical", "first", "last"),
    )
    composer: str = key(
        "affinity",
        "how files are grouped into examples; context: as affinity, with what an example uses of "
        "other examples' files repeated in front",
        COMPOSERS,
    )
    context_share: float = key(
        0.2,
        "share of an example that repeated text may take, with composer context",
        bounds=SHARE,
    )
    context_form: str = key(
        "slices",
        "what is repeated of a file, with composer context; slices: the definitions whose names "
        "the example has, by signature and, where they pay, documentation and body",
        CONTEXT_FORMS,
    )
    context_loss: str = key(
        "masked",
        "loss on repeated text, with composer context; full: as on any other, so that it is learnt "
        "as often as it stands in a row",
        CONTEXT_LOSSES,
    )
    fim_rate: float = key(
        -1.0,
        "share of the eligible pieces that are cut for infilling; "
        "-1: the preset's own, 0.9 for codegemma_2b_v1_1 and 0.8 for the others",
        bounds=dataclasses.replace(SHARE, also=(-1,), need=f"{SHARE.need}, or -1"),
    )
    spm_rate: float = key(0.5, "share of the cuts in suffix-prefix-middle order", bounds=SHARE)
    spm_variant: int = key(
        1,
        "SPM layout: 1 is <suf>S<pre>P<mid>M, 2 is <pre><suf>S<mid>PM",
        bounds=Bounds(1, 2, "the layouts are 1 and 2"),
    )
    fim_preset: str = key("codegemma", "how cuts are chosen", FIM_PRESETS)
    max_middle: int = key(
        0,
        "bytes of a middle over which its cut is drawn anew; 0: no limit",
        bounds=_UP_FROM_ZERO,
    )
    path_dropout: float = key(0.0, "share of the pieces without their path line", bounds=SHARE)
    packing: str = key(
        "best_fit",
        "how examples are packed into rows; concat cuts the one at the end of each row",
        PACKINGS,
    )
    middle_remaining: bool = key(
        False, "add the column of horizon-length prediction: tokens of the middle still to come"
    )
    compare_orders: bool = key(
        False, "report the figures of path, random and deepseek order beside the run's own"
    )
    max_repo_bytes: int = key(
        256 << 20,
        "kept text of a repository over which it is divided by directory; imports between its "
        "parts are counted, and no example spans two",
        bounds=AT_LEAST_ONE,
    )


@dataclasses.dataclass(frozen=True)
class FailureKeys:
    """When work on a repository or a file counts as failed, and whether it may."""

    strict: bool = key(False, "end the run at the first repository or file that fails")
    cpu_seconds: float = key(
        60.0,
        "a last resort: CPU-seconds for each started MiB of its text, after which a file or a "
        "repository fails",
        bounds=Bounds(0, 1e9, "give more than 0, and at most 1e9", above=True),
    )
    memory_bytes: int = key(
        8 << 30,
        "a last resort: bytes by which work on a file or a repository may raise the memory of its "
        "worker before it fails",
        bounds=AT_LEAST_ONE,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Weaving(WeaveKeys):
    """What weave works by: its keys, and the seed of the run."""

    seed: int = 0

    @property
    def budget(self) -> int:
        """Tokens of an example between `<bos>` and `<eos>`."""
        return self.length - 2

    @property
    def slices(self) -> bool:
        """Whether slices of files are repeated."""
        return self.composer == "context" and self.context_form == "slices"
