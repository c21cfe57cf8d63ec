"""The token form of one piece of a file, and the way back.

    piece := [ path newline ] body
    body  := TEXT
           | <|fim_prefix|> P <|fim_suffix|> S <|fim_middle|> M       psm
           | <|fim_suffix|> S <|fim_prefix|> P <|fim_middle|> M       spm, variant 1
           | <|fim_prefix|> <|fim_suffix|> S <|fim_middle|> P M       spm, variant 2

The path line stands outside the sentinels (CodeGemma report, Figure 2).  Variant 1 of SPM is the
one in the sample output that Google and Hugging Face print; variant 2 is the one of Bavarian et
al. (2207.14255, Appendix D) and Code Llama.  Path line, P, S and M are encoded separately and
joined as ids, so decoding the parts gives the text back whatever the tokenizer does at the joins.
"""

import dataclasses
import itertools

import numpy as np

from repoloom.transforms.records import Cut
from repoloom.transforms.settings import WeaveKeys
from repoloom.transforms.tokens.tokenizer import Ids, Tokenizer

SENTINELS = 3
"""Ids that a cut adds to a piece, besides what the tokenizer adds at the two cuts."""

# The order of the parts; each stands behind its own sentinel.
_PSM = ("prefix", "suffix", "middle")
_SPM = ("suffix", "prefix", "middle")
_ORDERS: dict[str, tuple[tuple[str, ...], ...]] = {"": ((),), "psm": (_PSM,), "spm": (_SPM, _PSM)}


@dataclasses.dataclass(frozen=True, slots=True)
class Restored:
    """What a piece was made of; `prefix + middle + suffix` is its body, byte for byte.

    A body without a cut is all `prefix`.  SPM variant 2 leaves no mark between prefix and middle:
    there both are in `middle`.
    """

    path: str
    prefix: bytes
    middle: bytes
    suffix: bytes

    @property
    def body(self) -> bytes:
        """The piece of the file."""
        return self.prefix + self.middle + self.suffix


def serialize(
    path: str,
    body: bytes,
    cut: Cut | None,
    tokenizer: Tokenizer,
    *,
    spm_variant: int = WeaveKeys.spm_variant,
    with_path: bool = True,
    join_prefix_middle: bool = False,
) -> Ids:
    """Token ids of a piece, int32[tokens], without `<bos>`, `<eos>` and the file separator.

    Args:
        path: repository-relative path, for the path line.
        body: the piece of the file.
        cut: byte offsets in `body`, or None to leave it as it is.
        tokenizer: gives the ids of the text and of the sentinels.
        spm_variant: layout of the mode "spm", 1 or 2.
        with_path: whether to write the path line.
        join_prefix_middle: encode P and M of variant 2 as one text, as Code Llama does: training
            then never shows a token that the cut splits.

    Raises:
        ValueError: a mode or a variant that does not exist.
    """
    head = tokenizer.encode(_line(path)) if with_path else np.empty(0, np.int32)
    if cut is None:
        return np.concatenate([head, tokenizer.encode(body)])
    if cut.mode not in ("psm", "spm") or spm_variant not in (1, 2):
        raise ValueError(f"no layout for mode {cut.mode!r}, SPM variant {spm_variant}")
    parts = {
        "prefix": body[: cut.start],
        "middle": body[cut.start : cut.end],
        "suffix": body[cut.end :],
    }
    if cut.mode == "spm" and spm_variant == 2:
        return np.concatenate([head, *_second_variant(parts, tokenizer, join_prefix_middle)])
    order = _PSM if cut.mode == "psm" else _SPM
    pieces = ((_sentinel(name, tokenizer), tokenizer.encode(parts[name])) for name in order)
    return np.concatenate([head, *itertools.chain.from_iterable(pieces)])


def restore(
    ids: Ids, mode: str, tokenizer: Tokenizer, *, body_length: int | None = None
) -> Restored:
    """The text behind the ids of a piece; the inverse of `serialize`.

    Args:
        ids: as `serialize` made them, int32[tokens].
        mode: "psm", "spm" (either variant), or "" for a body without a cut.
        tokenizer: the one that made the ids.
        body_length: bytes of the body, where they are known: provenance has them, as
            `PlacedFile.size`.  Without it the first line is taken for the path line, which is
            wrong for a body that was written without one and for a path that holds a newline.

    Raises:
        ValueError: the sentinels among the ids are not the ones of `mode`.
    """
    sections = _sections(ids, mode, tokenizer)
    head = sections.pop("head")
    if not mode:
        line, body = _split_line(head, body_length)
        return Restored(line, body, b"", b"")
    return Restored(_decode_line(head), sections["prefix"], sections["middle"], sections["suffix"])


def _line(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape") + b"\n"


def _decode_line(line: bytes) -> str:
    return line.removesuffix(b"\n").decode("utf-8", "surrogateescape")


def _split_line(text: bytes, body_length: int | None) -> tuple[str, bytes]:
    end = text.find(b"\n") + 1 if body_length is None else len(text) - body_length
    return _decode_line(text[:end]), text[end:]


def _sentinel(name: str, tokenizer: Tokenizer) -> Ids:
    return np.array([_sentinels(tokenizer)[name]], np.int32)


def _sentinels(tokenizer: Tokenizer) -> dict[str, int]:
    return {
        "prefix": tokenizer.fim_prefix,
        "middle": tokenizer.fim_middle,
        "suffix": tokenizer.fim_suffix,
    }


def _second_variant(parts: dict[str, bytes], tokenizer: Tokenizer, join: bool) -> list[Ids]:
    before, inside, after = (parts[name] for name in ("prefix", "middle", "suffix"))
    texts = [before + inside] if join else [before, inside]
    start, end, hole = (_sentinel(name, tokenizer) for name in _PSM)
    return [start, end, tokenizer.encode(after), hole, *map(tokenizer.encode, texts)]


def _sections(ids: Ids, mode: str, tokenizer: Tokenizer) -> dict[str, bytes]:
    """The text in front of the first sentinel, as "head", and the text behind each of them."""
    names = {number: name for name, number in _sentinels(tokenizer).items()}
    places = np.flatnonzero(np.isin(ids, list(names)))
    found = tuple(names[number] for number in ids[places].tolist())
    if found not in _ORDERS.get(mode, ()):
        raise ValueError(f"sentinels {found} are not a layout of mode {mode!r}")
    texts = (tokenizer.decode(part) for part in np.split(ids, places))
    return dict(zip(("head", *found), texts, strict=True))
