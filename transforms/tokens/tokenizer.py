"""Text to token ids and back, exactly, with a SentencePiece model or a byte-level tokenizer.json.

SentencePiece alone loses two things: U+2581, its own mark for a space, comes back as a space, and
bytes that are not UTF-8 come back as U+FFFD.  Both go around the model here, as byte pieces, and
ids are decoded through a table of bytes.  So `decode(encode(text)) == text` for all bytes.  And no
text ever yields a control id: control ids are put between the texts by number.
"""

import hashlib
import os
import pathlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import sentencepiece

from repoloom.transforms.tokens import bytelevel, vocabulary

Ids = npt.NDArray[np.int32]

_SPACE = "\u2581"
_ESCAPED = re.compile("([\udc80-\udcff]+)")
# What a model must not change: spaces at both ends and in runs, tabs, CRLF, compatibility forms.
_PROBES = (
    b"a",
    b"  a  b ",
    b"\ta\r\n\n\x0b",
    "e\u0301 \ufb01 \uff21 \u00a0\ufeff\U0001f642".encode(),
)


class Engine(Protocol):
    """What a kind of tokenizer model brings.

    Attributes:
        vocab_size: number of ids.
        controls: ids of those of `vocabulary.REQUIRED` that the model has.
        byte_ids: the id of each byte's own piece, int32[256].
        texts: the text of each id; control ids have none.
        exposed: texts that the model must not see, because it would change them or take them for
            a control id; they are encoded as bytes.
        advice: what a model must be so that it changes no text.
    """

    vocab_size: int
    controls: Mapping[str, int]
    byte_ids: Ids
    texts: Sequence[bytes]
    exposed: Sequence[bytes]
    advice: str

    def encode(self, text: bytes) -> Ids:
        """Ids of UTF-8 without any of the `exposed`, int32[tokens]."""


class Tokenizer:
    """A model behind an interface that is exact for all bytes.

    Attributes:
        vocab_size: number of ids, control ids included.
        pad: id of the padding, likewise `eos`, `bos`, `fim_prefix`, `fim_middle`, `fim_suffix`
            and `file_separator`.
        sha256: hex digest of the model's bytes.
    """

    def __init__(self, model: bytes) -> None:
        is_json = model.lstrip().startswith(b"{")
        self._engine: Engine = bytelevel.ByteLevel(model) if is_json else SentencePiece(model)
        self.sha256 = hashlib.sha256(model).hexdigest()
        self.vocab_size = self._engine.vocab_size
        ids = _control_ids(self._engine.controls)
        self.pad, self.eos, self.bos, self.fim_prefix = ids[:4]
        self.fim_middle, self.fim_suffix, self.file_separator = ids[4:]
        self._bytes = self._engine.byte_ids
        self._texts = self._engine.texts
        self._lengths = np.array([len(text) for text in self._texts], np.int64)
        exposed = map(re.escape, self._engine.exposed)
        self._guarded = re.compile(b"|".join(exposed) or b"(?!)")
        self._require_exact()

    @classmethod
    def load(cls, source: str | os.PathLike[str] | bytes) -> "Tokenizer":
        """Loads a `.model` file or a `tokenizer.json`, or the bytes of one.

        Raises:
            ValueError: it is neither, lacks a control token or the byte pieces, or changes the text
                that it encodes.
        """
        if isinstance(source, bytes):
            return cls(source)
        return cls(pathlib.Path(source).read_bytes())

    def encode(self, text: bytes) -> Ids:
        """Ids of `text`, int32[tokens]; never a control id.

        Encode the same unit each time: the ids of a whole are not those of its parts in a row.
        """
        if self._guarded.search(text) is None and _is_utf8(text):
            return self._encode(text)
        parts = [self._encode_part(part, plain) for part, plain in self._parts(text)]
        return np.concatenate(parts) if parts else np.empty(0, np.int32)

    def decode(self, ids: Ids | Iterable[int]) -> bytes:
        """The text of `ids`; control ids have none."""
        numbers = ids.tolist() if isinstance(ids, np.ndarray) else ids
        return b"".join(map(self._texts.__getitem__, numbers))

    def ends(self, ids: Ids) -> npt.NDArray[np.int64]:
        """Byte offset at which each token's text ends, int64[tokens]."""
        return np.cumsum(self._lengths[ids])

    def _encode(self, text: bytes) -> Ids:
        return self._engine.encode(text)

    def _encode_part(self, part: bytes, plain: bool) -> Ids:
        return self._encode(part) if plain else self._bytes[np.frombuffer(part, np.uint8)]

    def _parts(self, text: bytes) -> Iterator[tuple[bytes, bool]]:
        """Parts of `text`, and whether the model may see them."""
        done = 0
        for guarded in self._guarded.finditer(text):
            yield from _utf8_parts(text[done : guarded.start()])
            done = guarded.end()
            yield guarded[0], False
        yield from _utf8_parts(text[done:])

    def _require_exact(self) -> None:
        for probe in _PROBES:
            back = self.decode(self.encode(probe))
            if back != probe:
                raise ValueError(
                    f"the tokenizer turns {probe!r} into {back!r}; {self._engine.advice}"
                )


class SentencePiece:
    """The engine of a SentencePiece model; see `Engine` for the fields."""

    advice = (
        "it must be trained with normalization_rule_name=identity, add_dummy_prefix=false, "
        "remove_extra_whitespaces=false"
    )

    def __init__(self, model: bytes) -> None:
        self._processor = _processor(model)
        self.vocab_size = int(self._processor.vocab_size())
        ids = {name: int(self._processor.piece_to_id(name)) for name in vocabulary.REQUIRED}
        self.controls: Mapping[str, int] = {
            name: number
            for name, number in ids.items()
            if self._processor.id_to_piece(number) == name
        }
        self.byte_ids = _byte_ids(self._processor)
        self.texts: Sequence[bytes] = [
            _text(self._processor, piece) for piece in range(self.vocab_size)
        ]
        self.exposed: Sequence[bytes] = _exposed(self._processor)

    def encode(self, text: bytes) -> Ids:
        """Ids of UTF-8 without any of the `exposed`, int32[tokens]."""
        ids: Ids = self._processor.encode(text, return_type="numpy")
        return ids


def _processor(model: bytes) -> sentencepiece.SentencePieceProcessor:
    try:
        if model:  # the library takes no bytes for no model, and answers to nothing later
            return sentencepiece.SentencePieceProcessor(model_proto=model)
    except RuntimeError as error:
        raise ValueError(f"not a SentencePiece model ({len(model)} bytes): {error}") from error
    raise ValueError("not a SentencePiece model: the file is empty")


def _control_ids(found: Mapping[str, int]) -> list[int]:
    """The ids of the required symbols, in their order."""
    missing = [name for name in vocabulary.REQUIRED if name not in found]
    if missing:
        raise ValueError(
            f"the tokenizer has no {', '.join(missing)}; fill-in-the-middle and packing need them: "
            "use a model of the CodeGemma family, or let the pipeline train one"
        )
    return [found[name] for name in vocabulary.REQUIRED]


def _byte_ids(processor: sentencepiece.SentencePieceProcessor) -> Ids:
    ids = [int(processor.piece_to_id(f"<0x{byte:02X}>")) for byte in range(256)]
    if not all(map(processor.is_byte, ids)):
        raise ValueError("the tokenizer has no byte pieces; train it with byte_fallback=true")
    return np.array(ids, np.int32)


def _text(processor: sentencepiece.SentencePieceProcessor, number: int) -> bytes:
    piece: str = processor.id_to_piece(number)
    if processor.is_byte(number):
        return bytes([int(piece[1:-1], 16)])
    if processor.is_control(number) or processor.is_unknown(number) or piece in vocabulary.REQUIRED:
        return b""
    return piece.replace(_SPACE, " ").encode()


def _exposed(processor: sentencepiece.SentencePieceProcessor) -> list[bytes]:
    """U+2581, and markers that the model would take from text."""
    pieces = (
        processor.id_to_piece(number)
        for number in range(processor.vocab_size())
        if not processor.is_control(number)
    )
    return [text.encode() for text in (_SPACE, *filter(vocabulary.MARKER.fullmatch, pieces))]


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _utf8_parts(text: bytes) -> Iterator[tuple[bytes, bool]]:
    """Runs of valid and of invalid UTF-8, and whether they are valid."""
    for part in _ESCAPED.split(text.decode("utf-8", "surrogateescape")):
        if part:
            yield part.encode("utf-8", "surrogateescape"), not _ESCAPED.match(part)
