"""Hugging Face's `tokenizer.json` with byte-level BPE, for `tokens.Tokenizer`.

Byte-level BPE writes every byte as one of 256 visible characters before it merges, so its pieces
are byte strings whatever the text was, and ids are decoded through a table of bytes.  Other kinds
of `tokenizer.json` (those made from SentencePiece models) change text; their `.model` does not.

Needs the package `tokenizers` (extra `hf`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from repoloom.transforms.tokens import vocabulary

if TYPE_CHECKING:
    import tokenizers

Ids = npt.NDArray[np.int32]
ADVICE = "it must be byte-level BPE without a normalizer and without add_prefix_space"


def characters() -> dict[str, int]:
    """The byte behind each of the 256 characters of byte-level BPE (GPT-2's table).

    Visible bytes stand for themselves, the others for the characters from U+0100 on.
    """
    visible = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    hidden = (byte for byte in range(256) if byte not in visible)
    table = {chr(byte): byte for byte in visible}
    return table | {chr(256 + place): byte for place, byte in enumerate(hidden)}


class ByteLevel:
    """The engine of a `tokenizer.json`; see `tokens.Engine` for the fields.

    Raises:
        ValueError: it is no tokenizer of this kind, or the package `tokenizers` is missing.
    """

    advice = ADVICE

    def __init__(self, model: bytes) -> None:
        self._tokenizer = _load(model)
        described: dict[str, Any] = json.loads(model)
        added = {token["content"]: token for token in described.get("added_tokens", ())}
        vocab = self._tokenizer.get_vocab(with_added_tokens=True)
        self.vocab_size = 1 + max(vocab.values(), default=-1)
        self.controls: Mapping[str, int] = {
            name: vocab[name] for name in vocabulary.REQUIRED if name in vocab
        }
        self.byte_ids: Ids = _byte_ids(self._tokenizer.get_vocab(with_added_tokens=False))
        self.texts: Sequence[bytes] = _texts(vocab, added, self.vocab_size)
        self.exposed: Sequence[bytes] = sorted(
            text.encode() for text in added if _is_control(text, added)
        )

    def encode(self, text: bytes) -> Ids:
        """Ids of UTF-8 without any of the `exposed`, int32[tokens]."""
        return np.array(
            self._tokenizer.encode(text.decode(), add_special_tokens=False).ids, np.int32
        )


def _load(model: bytes) -> "tokenizers.Tokenizer":
    try:
        import tokenizers
    except ImportError as error:
        raise ValueError(
            "a tokenizer.json needs the package tokenizers, which is not installed: "
            "pip install 'repoloom[hf]'"
        ) from error
    try:
        loaded = tokenizers.Tokenizer.from_str(model.decode())
    except Exception as error:  # the library raises nothing narrower
        raise ValueError(f"not a tokenizer.json ({len(model)} bytes): {error}") from error
    loaded.no_truncation()
    loaded.no_padding()
    return loaded


def _byte_ids(vocab: Mapping[str, int]) -> Ids:
    places = {byte: character for character, byte in characters().items()}
    missing = [byte for byte in range(256) if places[byte] not in vocab]
    if missing:
        raise ValueError(
            f"the tokenizer.json has no piece for byte 0x{missing[0]:02X}: {ADVICE}; "
            "give the .model of a SentencePiece tokenizer instead"
        )
    return np.array([vocab[places[byte]] for byte in range(256)], np.int32)


def _texts(vocab: Mapping[str, int], added: Mapping[str, Any], size: int) -> list[bytes]:
    texts = [b""] * size
    table = characters()
    for piece, number in vocab.items():
        if piece in added:
            texts[number] = b"" if _is_control(piece, added) else piece.encode()
        else:
            texts[number] = bytes(_bytes(piece, table))
    return texts


def _bytes(piece: str, table: Mapping[str, int]) -> Iterator[int]:
    for character in piece:
        if character not in table:
            raise ValueError(f"the tokenizer.json has the piece {piece!r}: {ADVICE}")
        yield table[character]


def _is_control(text: str, added: Mapping[str, Any]) -> bool:
    """Whether an added token stands for no text, though a text could spell it out."""
    marker = text in vocabulary.REQUIRED or vocabulary.MARKER.fullmatch(text)
    return bool(added[text].get("special") or marker)
