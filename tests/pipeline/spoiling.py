"""Ways to spoil a small run, and what verify says of it."""

import dataclasses
import json

import numpy as np

from repoloom.pipeline.storage.outputs import open_output
from repoloom.pipeline.verification import verify
from repoloom.pipeline.verification.ledger import Ledger
from tests.pipeline.small_run import Recipe


def failures(folder):
    """Check, place and message of every failure."""
    ledger = Ledger(1000)
    verify.Verification(open_output(str(folder)), ledger).run()
    return [(found.check, found.fault.place, found.fault.message) for found in ledger.first]


def checks(folder):
    return {check for check, _, _ in failures(folder)}


def spoilt(tmp_path, **fields):
    return failures(Recipe(**fields).write(tmp_path / "out"))


def in_row(number, change):
    """Spoils one row of the train split."""

    def spoil(split, rows):
        if split != "train":
            return rows
        return [change(row) if index == number else row for index, row in enumerate(rows)]

    return spoil


def with_ids(row, change):
    ids = np.frombuffer(row.input_ids, "<i4").copy()
    change(ids)
    labels = ids.copy() if row.labels is None else np.frombuffer(row.labels, "<i4").copy()
    trained = labels != -100
    labels[trained] = ids[trained]
    return dataclasses.replace(
        row, input_ids=ids.tobytes(), labels=None if row.labels is None else labels.tobytes()
    )


def with_file(row, name, **fields):
    segments = tuple(
        dataclasses.replace(
            segment,
            files=tuple(
                dataclasses.replace(file, **fields) if file.path == name else file
                for file in segment.files
            ),
        )
        for segment in row.segments
    )
    return dataclasses.replace(row, segments=segments)


def edit_manifest(folder, step, change):
    """Spoils the manifest of a step in place."""
    path = folder / step / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))
