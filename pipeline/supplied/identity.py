"""What makes a file or folder that a setting names the same one: its content, not its place."""

import hashlib
import pathlib

from repoloom.pipeline.storage import filesystems, fingerprint


class IdentityError(ValueError):
    """What a setting names cannot be read; the message says why and what to do."""


def read(path: str, flag: str) -> bytes:
    """The bytes of a file that a flag names.  Raises IdentityError where it cannot be read."""
    try:
        return filesystems.read_bytes(path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise IdentityError(f"{flag} {path} cannot be read: {why}") from None


def file_digest(path: str, flag: str) -> str:
    """SHA-256 of a file that a flag names.  Raises IdentityError where it cannot be read."""
    return hashlib.sha256(read(path, flag)).hexdigest()


def require_folder(folder: str) -> None:
    """Raises IdentityError where the folder of benchmarks is none."""
    if not pathlib.Path(folder).is_dir():
        raise IdentityError(
            f"--benchmarks {folder} is not a folder; give one that holds benchmark files"
        )


def folder_digest(folder: str) -> str:
    """Digest over names and contents of a folder of benchmarks; "" for none."""
    if not folder:
        return ""
    require_folder(folder)
    path = pathlib.Path(folder)
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return fingerprint.digest(
        [[str(file.relative_to(path)), file_digest(str(file), "--benchmarks")] for file in files]
    )
