"""Reads benchmark items from the files that benchmarks are published as.

JSONL (plain or gzip), JSON (a list, or an object of items) and Parquet; one record an item.  The
fields are known by the names that the published records use (HumanEval and its infilling,
translated and extended descendants, MBPP, MBXP, MultiPL-E, SAFIM, CRUXEval, ClassEval, APPS,
DS-1000, LiveCodeBench, BigCodeBench); other names are given by the caller.
"""

import dataclasses
import gzip
import itertools
import json
import pathlib
from collections.abc import Iterator, Mapping, Sequence

import pyarrow.parquet

Record = Mapping[str, object]

# What the fields of published benchmarks are called, by what they are.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "item": ("task_id", "id", "problem_id", "question_id", "name"),
    "language": ("language", "lang", "programming_language"),
    "prompt": (
        *("prompt", "text", "question", "question_content", "problem", "instruction"),
        *("description", "complete_prompt", "instruct_prompt", "skeleton", "eval_prompt"),
    ),
    "solution": (
        *("canonical_solution", "solution", "solutions", "code", "reference_code", "ground_truth"),
        *("answer", "target", "completion", "solution_code", "starter_code"),
    ),
    "suffix": ("suffix",),
    "test": (
        *("test", "tests", "test_list", "challenge_test_list", "unit_tests", "example_test"),
        *("code_context", "doctests"),
    ),
    "parts": ("methods_info",),
}
_HOLE = "{{completion}}"  # where the prompt of SAFIM leaves out what its ground truth fills in
# Fields that hold more than one text, as a list or as the JSON of one (APPS).
_SEVERAL = frozenset({"solutions"})
_ENDINGS = (".jsonl", ".jsonl.gz", ".json", ".json.gz", ".parquet")


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Item:
    """One task of a benchmark: the texts of each kind, in the order of the record's fields.

    Attributes:
        wholes: texts that are a prompt and its solution already put together: with a suffix, or
            with the hole filled.  Their parts say little alone, and are left out.
    """

    benchmark: str
    item: str
    language: str
    prompts: tuple[str, ...]
    solutions: tuple[str, ...]
    tests: tuple[str, ...]
    wholes: tuple[str, ...] = ()


def read(folder: pathlib.Path, fields: Mapping[str, Sequence[str]] = FIELDS) -> list[Item]:
    """All items of the benchmark files in `folder`, by path and then in file order.

    Raises:
        ValueError: see `groups`.
    """
    return [item for group in groups(folder, fields) for item in group]


def groups(
    folder: pathlib.Path, fields: Mapping[str, Sequence[str]] = FIELDS
) -> Iterator[list[Item]]:
    """The items of each file, or folder of files, that is one benchmark: one is held at a time.

    A record that does not name its benchmark is called after its file, or, in a folder of its own
    (as data sets of many files are published), after that folder.

    Args:
        folder: holds files that end in .jsonl, .json (either may be gzip) or .parquet.
        fields: names of the record fields that hold the item's name and its texts.

    Raises:
        ValueError: there is no benchmark file, or one from which no text came, with its fields.
    """
    for _, files in itertools.groupby(
        _paths(folder), lambda path: path.relative_to(folder).parts[0]
    ):
        yield [item for path in files for item in _filled(path, folder, fields)]


def check(folder: pathlib.Path, fields: Mapping[str, Sequence[str]] = FIELDS) -> None:
    """Parses all benchmark files, and of each makes items up to the first that has a text.

    Raises:
        ValueError: see `groups`.
    """
    for path in _paths(folder):
        next(_filled(path, folder, fields))


def _paths(folder: pathlib.Path) -> list[pathlib.Path]:
    """The benchmark files of a folder, sorted; an error where there is none."""
    if paths := sorted(path for path in folder.rglob("*") if path.name.endswith(_ENDINGS)):
        return paths
    raise ValueError(f"{folder} has no benchmark files; they end in {', '.join(_ENDINGS)}")


def _filled(
    path: pathlib.Path, folder: pathlib.Path, fields: Mapping[str, Sequence[str]]
) -> Iterator[Item]:
    """The items of one file that have a text, at least one; an error before the first if not."""
    records = list(_records(path))
    stem = path.relative_to(folder).parts[0].partition(".")[0]
    items = (_item(record, stem, number, fields) for number, record in enumerate(records))
    filled = (item for item in items if item.prompts or item.solutions or item.tests or item.wholes)
    if first := next(filled, None):
        yield first
        yield from filled
        return
    names = sorted({name for record in records for name in record})
    raise ValueError(
        f"{path} gives no benchmark text: {len(records)} records with the fields {names};"
        f" name those that hold text, known are {dict(fields)}"
    )


def _item(record: Record, stem: str, number: int, fields: Mapping[str, Sequence[str]]) -> Item:
    """One record as an item; what the record does not name is called after its file and place."""
    metadata = record.get("metadata")  # where DS-1000 has its number
    named = [*_present(record, fields["item"])]
    if not named and isinstance(metadata, Mapping):
        named = [*_present(metadata, fields["item"])]
    texts = {kind: _texts(record, fields.get(kind, ())) for kind in _KINDS}
    for part in _parts(record, fields.get("parts", ())):
        for kind in ("solution", "test"):
            texts[kind] = (*texts[kind], *_texts(part, (*fields[kind], "test_code")))
    item = Item(
        benchmark=str(record.get("benchmark") or stem),
        item=str(next(iter(named), number)),
        language=str(next(_present(record, fields.get("language", ())), "") or ""),
        prompts=texts["prompt"],
        solutions=texts["solution"],
        tests=texts["test"],
    )
    wholes = _wholes(item, texts["suffix"])
    return dataclasses.replace(item, prompts=(), solutions=(), wholes=wholes) if wholes else item


_KINDS = ("prompt", "solution", "suffix", "test")


def _wholes(item: Item, suffixes: Sequence[str]) -> tuple[str, ...]:
    """The programs that an infilling record is cut out of."""
    if suffixes:
        parts = (item.prompts, item.solutions, suffixes)
        prompts, solutions, ends = ([*part, ""][:1] for part in parts)
        return (prompts[0] + solutions[0] + ends[0],)
    return tuple(
        prompt.replace(_HOLE, solution)
        for prompt in item.prompts
        if _HOLE in prompt
        for solution in item.solutions
    )


def _present(record: Record, names: Sequence[str]) -> Iterator[object]:
    """The values of the named fields that the record has."""
    return (record[name] for name in names if name in record)


def _parts(record: Record, names: Sequence[str]) -> Iterator[Record]:
    """Records inside a record: the methods of a class of ClassEval."""
    for value in _present(record, names):
        yield from (
            (part for part in value if isinstance(part, Mapping)) if isinstance(value, list) else ()
        )


def _texts(record: Record, names: Sequence[str]) -> tuple[str, ...]:
    """The distinct texts under `names`."""
    texts = (text for name in names if name in record for text in _of(name, record[name]))
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


def _of(name: str, value: object) -> Iterator[str]:
    """A field's texts: a string, the lines of a list of strings, or each text of several."""
    if name in _SEVERAL:
        if isinstance(value, str) and value.lstrip().startswith("["):
            value = _json_list(value)
        if isinstance(value, list):
            yield from (part for part in value if isinstance(part, str))
            return
    if isinstance(value, list):
        yield "\n".join(part for part in value if isinstance(part, str))
    elif isinstance(value, str):
        yield value


def _json_list(text: str) -> object:
    """The list that a string holds, or the string where it is not JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return text


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
