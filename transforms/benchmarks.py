"""Reads benchmark items from the files that benchmarks are published as.

JSONL (plain or gzip), JSON (a list, or an object of items) and Parquet; one record an item.  The
fields are known by the names that HumanEval, HumanEval-X, MBPP, CRUXEval, APPS, DS-1000 and their
descendants use; other names are given by the caller.
"""

import dataclasses
import gzip
import json
import pathlib
from collections.abc import Iterator, Mapping, Sequence

import pyarrow.parquet

Record = Mapping[str, object]

# What the fields of published benchmarks are called, by what they are.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "item": ("task_id", "id", "problem_id", "question_id", "name"),
    "prompt": (
        "prompt",
        "text",
        "question",
        "question_content",
        "problem",
        "instruction",
        "description",
    ),
    "solution": (
        "canonical_solution",
        "solution",
        "code",
        "reference_code",
        "ground_truth",
        "answer",
        "target",
        "completion",
        "solutions",
    ),
    "test": ("test", "tests", "test_list", "challenge_test_list", "unit_tests", "example_test"),
}
_ENDINGS = (".jsonl", ".jsonl.gz", ".json", ".json.gz", ".parquet")


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Item:
    """One task of a benchmark: the texts of each kind, in the order of the record's fields."""

    benchmark: str
    item: str
    language: str
    prompts: tuple[str, ...]
    solutions: tuple[str, ...]
    tests: tuple[str, ...]


def read(folder: pathlib.Path, fields: Mapping[str, Sequence[str]] = FIELDS) -> list[Item]:
    """All items of the benchmark files right in `folder`, by file name and then in file order.

    Args:
        folder: holds files that end in .jsonl, .json (either may be gzip) or .parquet.
        fields: names of the record fields that hold the item's name and its texts.

    Raises:
        ValueError: there is no benchmark file, or one from which no text came, with its fields.
    """
    paths = sorted(path for path in folder.iterdir() if path.name.endswith(_ENDINGS))
    if not paths:
        raise ValueError(f"{folder} has no benchmark files; they end in {', '.join(_ENDINGS)}")
    return [item for path in paths for item in _items(path, fields)]


def _items(path: pathlib.Path, fields: Mapping[str, Sequence[str]]) -> list[Item]:
    """The items of one file; an error if it gives none."""
    records = list(_records(path))
    stem = path.name.partition(".")[0]
    items = [_item(record, stem, number, fields) for number, record in enumerate(records)]
    items = [item for item in items if item.prompts or item.solutions or item.tests]
    if not items:
        names = sorted({name for record in records for name in record})
        raise ValueError(
            f"{path} gives no benchmark text: {len(records)} records with the fields {names};"
            f" name those that hold text, known are {dict(fields)}"
        )
    return items


def _item(record: Record, stem: str, number: int, fields: Mapping[str, Sequence[str]]) -> Item:
    """One record as an item; what the record does not name is called after its file and place."""
    named = (record[name] for name in fields["item"] if name in record)
    return Item(
        benchmark=str(record.get("benchmark") or stem),
        item=str(next(named, number)),
        language=str(record.get("language") or ""),
        prompts=_texts(record, fields["prompt"]),
        solutions=_texts(record, fields["solution"]),
        tests=_texts(record, fields["test"]),
    )


def _texts(record: Record, names: Sequence[str]) -> tuple[str, ...]:
    """The distinct texts under `names`; a list is joined by lines."""
    texts = (_text(record[name]) for name in names if name in record)
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


def _text(value: object) -> str:
    """A field's text: a string, or the lines of a list of strings."""
    if isinstance(value, list):
        return "\n".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def _records(path: pathlib.Path) -> Iterator[Record]:
    """The records of one file of any of the kinds."""
    if path.suffix == ".parquet":
        yield from pyarrow.parquet.read_table(path).to_pylist()
        return
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        yield from _parsed(data, lines=".jsonl" in path.suffixes)
    except (gzip.BadGzipFile, EOFError, ValueError) as error:
        raise ValueError(f"{path} is not readable as benchmark records: {error}") from error


def _parsed(data: bytes, *, lines: bool) -> Iterator[Record]:
    """JSON values that are objects; an object of objects counts as a list of them."""
    if lines:
        values = [json.loads(line) for line in data.splitlines() if line.strip()]
    else:
        whole = json.loads(data)
        values = list(whole.values()) if isinstance(whole, dict) else whole
    for value in values:
        if not isinstance(value, dict):
            raise ValueError(f"a record is a {type(value).__name__}; each must be an object")
        yield value
