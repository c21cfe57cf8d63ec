"""Folders that hold tables and archives, as programs leave them: which files are whose.

Spark, Hive, Delta Lake, Hugging Face and downloaders put files of their own beside the tables that
they write.  By Hadoop's convention a name that begins with `_` or `.` is no part of the data.
"""

import pathlib
import re
from collections.abc import Iterator, Sequence

from repoloom.pipeline.sources import archives, checkouts, tables

_DROPPINGS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})  # of file managers
_INDEXES = {
    "dataset_dict.json": "*/*.arrow",
    "dataset_info.json": "*.arrow",
    "state.json": "*.arrow",
}
"""What `save_to_disk` of Hugging Face's datasets writes, and the tables that stand beside it."""
_CHECKSUMS = re.compile(r"(?:sha|md)\d+sums?(?:\.txt)?", re.IGNORECASE)
# A `.json` file is a document as a rule.  Spark and Hive number what they write by parts, BigQuery
# by twelve digits, and these are lines.
_PART = re.compile(r"(?:part-[rm]?-?\d{5}.*|.*\d{12})\.json")
_DEEPEST = 16  # folders below each other; links may lead in a circle


def kind_of(file_name: str) -> str:
    """By the suffix of a file name: "archive", a key of `tables.KINDS` or, for any other, ""."""
    return "archive" if archives.name_of(file_name) else tables.kind_of(file_name)


def part_kind(file_name: str) -> str:
    """As `kind_of`, in a folder of tables: there a numbered `.json` is a table too."""
    return kind_of(file_name) or ("jsonl" if _PART.fullmatch(file_name) else "")


def is_dropping(child: pathlib.Path) -> bool:
    """Whether a program left this entry of any folder for itself."""
    tables_beside = _INDEXES.get(child.name)
    return child.name in _DROPPINGS or bool(
        tables_beside and next(child.parent.glob(tables_beside), None)
    )


def is_hidden(parts: Sequence[str]) -> bool:
    """Whether the convention hides a file; `parts` are its name and the folders above it."""
    *folders, name = parts
    hidden = name.startswith(".") or (name.startswith("_") and not part_kind(name))
    return hidden or any(folder.startswith(("_", ".")) for folder in folders)


def files(folder: pathlib.Path) -> list[pathlib.Path]:
    """The tables and archives at any depth of a folder that holds nothing else; else none.

    What is hidden, and what is named after a table or archive beside it (`x.parquet.crc`,
    `x.tar.gz.sha256`), is nothing else.  A link among them may lead nowhere.
    """
    found = _files(folder, _DEEPEST)
    return [] if found is None else found


def _files(folder: pathlib.Path, deepest: int) -> list[pathlib.Path] | None:
    """None where anything but data is in it."""
    try:
        children = list(_data(folder))
        folders = [child for child in children if child.is_dir()]
    except OSError:
        return None
    found = [child for child in children if child not in folders]
    if any(not part_kind(child.name) for child in found) or (folders and not deepest):
        return None
    for child in folders:
        if checkouts.is_checkout(str(child)) or (below := _files(child, deepest - 1)) is None:
            return None
        found += below
    return found


def _data(folder: pathlib.Path) -> Iterator[pathlib.Path]:
    children = [child for child in folder.iterdir() if not is_dropping(child)]
    data = tuple(f"{child.name}." for child in children if part_kind(child.name))
    for child in children:
        beside = is_hidden([child.name]) or child.name.startswith(data)
        hidden_folder = child.name.startswith("_") and child.is_dir()
        if not (beside or hidden_folder or _CHECKSUMS.fullmatch(child.name)):
            yield child
