"""How much of a middle is still to come, the label of horizon-length prediction.

Ding et al. ("Horizon-Length Prediction", 2410.03103) train a second head to say, at every token of
a middle of M tokens, which share of it is left: `(M - t) / M` after `t` of them.  The count is
what is stored; a reader divides by its own first one.
"""

import numpy as np
import numpy.typing as npt

from repoloom.transforms.tokens.tokenizer import Ids, Tokenizer

Counts = npt.NDArray[np.int16]

OUTSIDE = -1
"""The count where no middle is."""
LONGEST = 1 << 15
"""Tokens of a row from which a count may not fit int16."""


def remaining(ids: Ids, mode: str, prefix: int, tokenizer: Tokenizer) -> Counts:
    """Tokens of the middle that are still to come, int16[tokens]; -1 outside of it.

    The first count, M, stands on the token before the middle, which predicts its first token; the
    last one, 0, on its last token, which predicts that it ends.

    Args:
        ids: of one piece, as `serialization.serialize` made them.
        mode: "psm", "spm" (either variant) or "".
        prefix: bytes of the prefix; SPM variant 2 has no mark behind it.
        tokenizer: the one that made the ids.
    """
    counts = np.full(len(ids), OUTSIDE, np.int16)
    if not mode:
        return counts
    places = {
        int(ids[place]): int(place)
        for place in np.flatnonzero(np.isin(ids, [tokenizer.fim_prefix, tokenizer.fim_middle]))
    }
    first = places[tokenizer.fim_middle] + 1
    if mode == "spm" and ids[places[tokenizer.fim_prefix] + 1] == tokenizer.fim_suffix:
        first += int(np.searchsorted(tokenizer.ends(ids[first:]), prefix, side="right"))
    counts[first - 1 :] = np.arange(len(ids) - first, -1, -1)
    return counts
