"""Whether a finished step is still as it was written, at the price of a listing.

Every file has to be there in its size, and a small one to have its checksum.  What changes inside a
large file and leaves its size is for `repoloom verify`, which reads them all.
"""

import dataclasses
from collections.abc import Iterable

from repoloom.pipeline.storage import filesystems, steps
from repoloom.pipeline.storage.manifest import Listed, Manifest

READ_BYTES = 1 << 20
"""Files of up to so many bytes are read, where the folder is local."""


def found(step: steps.Step) -> str:
    """The first thing that is wrong with a finished step, in words; "" where nothing is."""
    for folder in (step.name, *step.folders):
        if wrong := _in_folder(dataclasses.replace(step, name=folder, folders=()), step.digest):
            return wrong
    return ""


def _in_folder(step: steps.Step, digest: str) -> str:
    try:
        manifest = Manifest.parse(filesystems.read_bytes(step.path("manifest.json")))
    except FileNotFoundError:
        return f"{step.name}/manifest.json is missing"
    except (ValueError, RecursionError) as error:
        return f"{step.name}/manifest.json is damaged ({error})"
    if step.completed() not in (digest, step.digest):
        return f"{step.name}/{steps.COMPLETED} is missing or of other settings"
    return _in_files(step, manifest.files.values())


def _in_files(step: steps.Step, listed: Iterable[Listed]) -> str:
    sizes = filesystems.sizes(step.folder)
    for file in listed:
        name = f"{step.name}/{file.name}"
        if file.name not in sizes:
            return f"{name} is missing"
        if sizes[file.name] != file.bytes:
            return f"{name} has {sizes[file.name]} bytes, its manifest says {file.bytes}"
        small = file.bytes <= READ_BYTES and not filesystems.is_remote(step.folder)
        if small and steps.describe(step.path(file.name))["sha256"] != file.sha256:
            return f"{name} is not what its manifest says"
    return ""
