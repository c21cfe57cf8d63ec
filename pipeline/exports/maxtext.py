"""MaxText's six fields of a packed row: the adapter between our ArrayRecord files and its trainer.

MaxText's pretraining input takes one column and packs it itself; rows that are packed already go
in behind its packing, as six int32 arrays a row.  `SixFields` is a plain callable, so
`grain.MapDataset.source(...).map(SixFields(length=8192))` needs nothing of grain here.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

from repoloom.pipeline.exports import tfexample
from repoloom.transforms.rows.packed import IGNORED

Ids = npt.NDArray[np.int32]


@dataclasses.dataclass(frozen=True)
class SixFields:
    """tf.Example bytes, or the columns of a row by name -> six arrays int32[length].

    Attributes:
        length: tokens of a row; shorter rows are padded with zeros, which are segment 0.
    """

    length: int

    def __call__(self, row: bytes | dict[str, npt.ArrayLike]) -> dict[str, Ids]:
        """Converts one row.

        Raises:
            ValueError: the row is longer than `length`, or no tf.Example.
        """
        features = tfexample.decode(row) if isinstance(row, bytes) else row
        labels = features.get("labels")
        return six_fields(
            np.asarray(features["input_ids"], np.int32),
            np.asarray(features["seq_lengths"], np.int32),
            None if labels is None else np.asarray(labels, np.int32),
            length=self.length,
        )


def six_fields(ids: Ids, lengths: Ids, labels: Ids | None = None, *, length: int) -> dict[str, Ids]:
    """The six arrays of a row, int32[length] each.

    `targets[t]` is the token after `t`; `targets_segmentation` is the weight of the loss, not 0
    where there is any: not on the last token of a segment, which predicts nothing, nor where the
    *label* of the next token is -100.

    Args:
        ids: token ids [tokens].
        lengths: tokens of each segment [segments].
        labels: ids with -100 where loss is masked [tokens], or None.
        length: what the arrays are padded to with zeros.

    Raises:
        ValueError: the row is longer than `length`.
    """
    if len(ids) > length:
        raise ValueError(f"a row of {len(ids)} tokens does not fit a length of {length}")
    segments = np.repeat(np.arange(1, len(lengths) + 1), lengths)
    positions = np.concatenate([np.arange(size) for size in lengths] or [np.empty(0)])
    targets, weights = np.roll(ids, -1), segments.copy()
    last = np.cumsum(lengths) - 1
    if labels is not None:
        weights[np.roll(labels, -1) == IGNORED] = 0
    targets[last], weights[last] = 0, 0
    arrays = {
        "inputs": ids,
        "inputs_position": positions,
        "inputs_segmentation": segments,
        "targets": targets,
        "targets_position": positions,
        "targets_segmentation": weights,
    }
    return {name: _padded(array, length) for name, array in arrays.items()}


def _padded(array: npt.NDArray[np.generic], length: int) -> Ids:
    result = np.zeros(length, np.int32)
    result[: len(array)] = array
    return result
