"""Files of a Beam filesystem, matched by a pattern.  Beam is imported only when this is called."""

import dataclasses
import re

from repoloom.pipeline.sources.entries import SourceError

_FETCHED = re.compile(r"(?:https?|git|ssh|ftps?|git\+\w+)://|[\w.-]+@[\w.-]+:(?!//)", re.IGNORECASE)
"""Addresses that git or a browser would fetch, `git@host:owner/name` among them."""


@dataclasses.dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file, its bytes, and what changes when its content does."""

    location: str
    size: int
    state: str


def refuse_fetched(text: str) -> None:
    """Raises SourceError for an address that something else has to fetch."""
    if _FETCHED.match(text):
        raise SourceError(
            f"{text} is fetched by nobody here: bring it with `git clone` or a download, and give "
            "the folder or file"
        )


def match(pattern: str) -> list[RemoteFile]:
    """The files that match, sorted; `*` stays inside a folder, `**` does not.

    Raises:
        SourceError: the filesystem is not known to Beam or refuses to list.
    """
    from apache_beam.io.filesystem import BeamIOError
    from apache_beam.io.filesystems import FileSystems

    try:
        matched = FileSystems.match([pattern])[0].metadata_list
        return sorted(
            (
                RemoteFile(file.path, file.size_in_bytes, _state(file.path, file))
                for file in matched
                if not file.path.endswith("/")  # placeholders that consoles create for folders
            ),
            key=lambda file: file.location.encode(),
        )
    except (BeamIOError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise SourceError(
            f"{pattern} cannot be listed: {reason[:300]}; check the name and the access rights, "
            "and that the extra of apache-beam for this filesystem is installed"
        ) from None


def _state(path: str, file: object) -> str:
    updated = getattr(file, "last_updated_in_seconds", 0.0)
    if updated:
        return f"{getattr(file, 'size_in_bytes', 0)}-{updated}"
    from apache_beam.io.filesystems import FileSystems

    return f"{getattr(file, 'size_in_bytes', 0)}-{FileSystems.checksum(path)}"
