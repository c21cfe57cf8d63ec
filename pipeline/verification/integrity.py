"""Whether a run's folder is whole: its steps, its files, their form.  Used by verify.py.

These checks read every file once as bytes and nothing of what the tables mean.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from repoloom.pipeline.storage import shards, store
from repoloom.pipeline.storage.manifest import Listed
from repoloom.pipeline.storage.outputs import STEPS, InspectionError, Output, Part
from repoloom.pipeline.verification.ledger import Fault, Ledger
from repoloom.transforms import tables

_OWN = frozenset({"manifest.json", "step.json", "COMPLETED", "parts"})
_SCHEMAS: Mapping[str, pa.Schema] = {"store": store.SCHEMA, "verdicts": store.VERDICTS}


def check_steps(output: Output, ledger: Ledger) -> list[str]:
    """Enters which steps are finished and whether they belong together; returns the finished."""
    finished = []
    for step in (*STEPS, "graph"):
        try:
            output.manifest(step)
        except InspectionError as error:
            ledger.enter("steps", [Fault(str(error))])
        else:
            finished.append(step)
            ledger.enter("steps", ())
    ledger.enter("steps", _chain(output, finished), things=0)
    return finished


def _chain(output: Output, finished: Sequence[str]) -> Iterator[Fault]:
    """A step's settings hold the digest of the step whose result it read."""
    for step, source in (("verdicts", "store"), ("tokenizer", "verdicts"), ("shards", "verdicts")):
        if {step, source} <= set(finished):
            digest = output.manifest(step).settings.get(source)
            if digest not in (None, output.manifest(source).digest):
                yield Fault(f"{step} was made from another {source} than the one beside it")
    if {"shards", "tokenizer"} <= set(finished):
        wanted = output.manifest("shards").settings.get("tokenizer")
        files = output.manifest("tokenizer").files.values()
        if wanted not in (None, *(file.sha256 for file in files)):
            yield Fault("shards was made with another tokenizer than the one beside it")


def check_files(output: Output, step: str, ledger: Ledger) -> None:
    """Enters size and checksum of every file of a step, and files that no manifest lists."""
    listed = output.manifest(step).files
    for name, file in listed.items():
        ledger.enter("files", _file(output, step, file), f"{step}/{name}")
    for name in sorted(set(output.names(step)) - set(listed) - _OWN):
        ledger.enter("files", [Fault("no manifest lists it")], f"{step}/{name}")


def _file(output: Output, step: str, listed: Listed) -> Iterator[Fault]:
    digest, size = hashlib.sha256(), 0
    try:
        with output.open(step, listed.name) as file:
            while block := file.read(1 << 20):
                digest.update(block)
                size += len(block)
    except InspectionError:
        yield Fault("it is missing")
        return
    if size != listed.bytes:
        yield Fault(f"it has {size} bytes, its manifest says {listed.bytes}")
    elif digest.hexdigest() != listed.sha256:
        yield Fault(f"its SHA-256 is {digest.hexdigest()}, its manifest says {listed.sha256}")


def check_schema(output: Output, part: Part, labels: bool) -> Iterator[Fault]:
    """The columns of a store, verdict or shard file are the format's, in their order."""
    with output.file(part) as file:
        found, rows = file.schema_arrow, file.metadata.num_rows
    expected = _SCHEMAS.get(part.step, shards.schema(labels, {}, remaining=_remaining(output)))
    if not found.equals(expected):
        named = [
            {f"{name}: {kind}" for name, kind in tables.leaves(form)} for form in (found, expected)
        ]
        text = "; ".join(sorted(named[0] ^ named[1])) or "their order"
        yield Fault(f"its columns differ from the format's: {text[:200]}")
    if rows != output.rows_of(part):
        yield Fault(f"it has {rows} rows, its manifest says {output.rows_of(part)}")
    if part.step == "shards":
        yield from _footer(output, part)


def _remaining(output: Output) -> bool:
    """Whether the settings of weave asked for `middle_remaining`."""
    if not output.finished("shards"):
        return False
    weave = output.manifest("shards").settings.get("weave")
    return isinstance(weave, Mapping) and bool(weave.get("middle_remaining"))


def _footer(output: Output, part: Part) -> Iterator[Fault]:
    wanted = output.manifest("shards").settings.get("tokenizer")
    with output.open(part.step, part.name) as file:
        found = shards.metadata(file).get("tokenizer_sha256")
    if found != wanted:
        yield Fault(f"its footer names the tokenizer {found}, the manifest {wanted}")
