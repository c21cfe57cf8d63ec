"""What makes a file or folder that a setting names the same one: its content, not its place."""

import hashlib
import pathlib

from repoloom.pipeline.storage import filesystems, fingerprint


class IdentityError(ValueError):
    """What a setting names cannot be read; the message says why and what to do."""


def file_digest(path: str) -> str:
    """SHA-256 of a tokenizer or benchmark file.  Raises IdentityError where it cannot be read."""
    try:
        return hashlib.sha256(filesystems.read_bytes(path)).hexdigest()
    except OSError as error:
        raise IdentityError(
            f"--tokenizer {path} cannot be read: {error.strerror or error}"
        ) from None


def folder_digest(folder: str) -> str:
    """Digest over names and contents of a folder of benchmarks; "" for none."""
    if not folder:
        return ""
    path = pathlib.Path(folder)
    if not path.is_dir():
        raise IdentityError(
            f"--benchmarks {folder} is not a folder; give one that holds benchmark files"
        )
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return fingerprint.digest(
        [[str(file.relative_to(path)), file_digest(str(file))] for file in files]
    )
