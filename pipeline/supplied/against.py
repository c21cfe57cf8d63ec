"""`--against`: the folder of an earlier run, checked and made ready to be compared with."""

import functools
import pathlib
from collections.abc import Mapping
from typing import Any, cast

from repoloom.pipeline.storage import filesystems, store
from repoloom.pipeline.storage.outputs import InspectionError, Output
from repoloom.pipeline.supplied import identity
from repoloom.pipeline.workers.store_parts import Parts
from repoloom.transforms.records import Verdict
from repoloom.transforms.verdicts.earlier_run import Earlier


def check(against: str, permutations: int, output: str = "") -> None:
    """Checks the earlier run before this one does any work; "" for none.

    Args:
        against: the earlier run's output folder.
        permutations: of the signatures of this run.
        output: this run's folder.

    Raises:
        IdentityError: the folder holds no finished run, or one whose signatures do not compare, or
            is this run's own.
    """
    if not against:
        return
    if output and _same(against, output):
        raise identity.IdentityError(
            f"--against {against} is the --output of this run; give that of an earlier one"
        )
    earlier = Output(against.rstrip("/"))
    for step in ("store", "verdicts"):
        if not earlier.finished(step):
            raise identity.IdentityError(
                f"--against {against} is no finished run: its {step!r} is not there or not whole; "
                "give the --output folder of a run that has ended"
            )
    try:
        decided, kept = earlier.manifest("verdicts"), earlier.manifest("store")
    except InspectionError as error:
        raise identity.IdentityError(f"--against {against}: {error}") from error
    if decided.settings.get("store") != kept.digest:
        raise identity.IdentityError(
            f"--against {against} holds verdicts on another store than its own; run it again"
        )
    known = cast("Mapping[str, Mapping[str, int]]", kept.settings)["ingest"]["permutations"]
    if known != permutations:
        raise identity.IdentityError(
            f"--against {against} has signatures of {known} permutations, this run of "
            f"{permutations}; run with --permutations {known}"
        )


def _same(one: str, other: str) -> bool:
    if filesystems.is_remote(one) or filesystems.is_remote(other):
        return one.rstrip("/") == other.rstrip("/")
    return pathlib.Path(one).resolve() == pathlib.Path(other).resolve()


def join(read: Parts, against: str, settings: dict[str, Any]) -> tuple[Parts, dict[str, Earlier]]:
    """Puts the buckets of an earlier run, checked before, behind those of this one.

    Args:
        read: this run's store.
        against: the earlier run's output folder, "" for none.
        settings: of select; gets the identity of the earlier run.

    Returns:
        The store of both, and what Select needs to know of the earlier run: nothing without one.
    """
    if not against:
        return read, {}
    output = Output(against.rstrip("/"))
    settings["against"] = output.manifest("verdicts").digest
    count = output.parts("store")[0].buckets
    kept, decided = (
        Parts(filesystems.join(output.root, step), count) for step in ("store", "verdicts")
    )
    verdicts = functools.partial(_verdicts, Parts(read.folder, read.count, decided))
    return Parts(read.folder, read.count, kept), {"earlier": Earlier(read.count, verdicts)}


def _verdicts(parts: Parts, bucket: int) -> list[Verdict]:
    return store.read_verdicts(parts.path(bucket))
