"""What a file that a user names shall hold, by its ending: never something else than it says."""

import posixpath
from collections.abc import Mapping, Sequence

from repoloom.pipeline.storage.outputs import InspectionError

# Endings of tables, pictures and packed files that nobody here writes to a single file.
_OTHERS = frozenset(
    (
        *(".parquet", ".arrow", ".feather", ".avro", ".orc", ".json", ".tsv", ".xlsx", ".xls"),
        *(".ods", ".db", ".sqlite", ".pkl", ".npz", ".npy", ".arrayrecord", ".idx", ".html"),
        *(".gz", ".zst", ".bz2", ".xz", ".zip", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".webp"),
    )
)


def form(
    to: str | None, asked: str | None, known: Mapping[str, Sequence[str]], default: str
) -> str:
    """The form in which a file is written.

    Args:
        to: the file, None for standard output.
        asked: the form that `--format` asks for, None where it was not given.
        known: the endings of each form.
        default: the form of standard output and of a file whose ending says nothing.

    Raises:
        InspectionError: the ending says another form than is asked for, or one that is not written.
    """
    ending = posixpath.splitext(to or "")[1].lower()
    by_ending = next((name for name, endings in known.items() if ending in endings), None)
    if (by_ending or asked or default) != (asked or by_ending or default) or ending in _OTHERS:
        names = " or ".join(f"FILE{endings[0]}" for endings in known.values())
        written = asked or " and ".join(known)
        raise InspectionError(
            f"{to} says {ending[1:]}, and {written} is what would be written: name {names}", code=2
        )
    return asked or by_ending or default
