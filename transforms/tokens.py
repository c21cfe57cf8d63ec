"""Text to token ids and back, exactly, with a SentencePiece model.

SentencePiece alone loses two things: U+2581, its own mark for a space, comes back as a space, and
bytes that are not UTF-8 come back as U+FFFD.  Both go around the model here, as byte pieces, and
ids are decoded through a table of bytes.  So `decode(encode(text)) == text` for all bytes.  And no
text ever yields a control id: control ids are put between the texts by number.
"""

import hashlib
import os
import pathlib
import re
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import sentencepiece

from transforms import vocabulary

Ids = npt.NDArray[np.int32]

_SPACE = "\u2581"
_REQUIRED = (
    vocabulary.PAD,
    vocabulary.EOS,
    vocabulary.BOS,
    vocabulary.FIM_PREFIX,
    vocabulary.FIM_MIDDLE,
    vocabulary.FIM_SUFFIX,
    vocabulary.FILE_SEPARATOR,
)
# Markers that a foreign model may hold as user-defined symbols, which a text could spell out.
_MARKER = re.compile(
    r"<(\|.*\||pad|eos|bos|unk|mask|2mass|unused\d+|start_of_\w+|end_of_\w+)>|\[@BOS@\]"
)
_ESCAPED = re.compile("([\udc80-\udcff]+)")
# What a model must not change: spaces at both ends and in runs, tabs, CRLF, compatibility forms.
_PROBES = (
    b"a",
    b"  a  b ",
    b"\ta\r\n\n\x0b",
    "e\u0301 \ufb01 \uff21 \u00a0\ufeff\U0001f642".encode(),
)


class Tokenizer:
    """A SentencePiece model behind an interface that is exact for all bytes.

    Attributes:
        vocab_size: number of ids, control ids included.
        pad: id of the padding, likewise `eos`, `bos`, `fim_prefix`, `fim_middle`, `fim_suffix`
            and `file_separator`.
        sha256: hex digest of the model's bytes.
    """

    def __init__(self, model: bytes) -> None:
        self._processor = _processor(model)
        self.sha256 = hashlib.sha256(model).hexdigest()
        self.vocab_size = int(self._processor.vocab_size())
        ids = _control_ids(self._processor)
        self.pad, self.eos, self.bos = (ids[name] for name in _REQUIRED[:3])
        self.fim_prefix, self.fim_middle, self.fim_suffix = (ids[name] for name in _REQUIRED[3:6])
        self.file_separator = ids[vocabulary.FILE_SEPARATOR]
        self._bytes = _byte_ids(self._processor)
        self._texts = [_text(self._processor, piece) for piece in range(self.vocab_size)]
        self._lengths = np.array([len(text) for text in self._texts], np.int64)
        self._guarded = _guard(self._processor)
        self._require_exact()

    @classmethod
    def load(cls, source: str | os.PathLike[str] | bytes) -> "Tokenizer":
        """Loads a `.model` file, or its bytes.

        Raises:
            ValueError: it is no SentencePiece model, lacks a control token or the byte pieces, or
                changes the text that it encodes.
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
        ids: Ids = self._processor.encode(text, return_type="numpy")
        return ids

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
                    f"the tokenizer turns {probe!r} into {back!r}; it must be trained with "
                    "normalization_rule_name=identity, add_dummy_prefix=false, "
                    "remove_extra_whitespaces=false"
                )


def _processor(model: bytes) -> sentencepiece.SentencePieceProcessor:
    try:
        if model:  # the library takes no bytes for no model, and answers to nothing later
            return sentencepiece.SentencePieceProcessor(model_proto=model)
    except RuntimeError as error:
        raise ValueError(f"not a SentencePiece model ({len(model)} bytes): {error}") from error
    raise ValueError("not a SentencePiece model: the file is empty")


def _control_ids(processor: sentencepiece.SentencePieceProcessor) -> dict[str, int]:
    ids = {name: int(processor.piece_to_id(name)) for name in _REQUIRED}
    missing = [name for name, number in ids.items() if processor.id_to_piece(number) != name]
    if missing:
        raise ValueError(
            f"the tokenizer has no {', '.join(missing)}; fill-in-the-middle and packing need them: "
            "use a model of the CodeGemma family, or let the pipeline train one"
        )
    return ids


def _byte_ids(processor: sentencepiece.SentencePieceProcessor) -> Ids:
    ids = [int(processor.piece_to_id(f"<0x{byte:02X}>")) for byte in range(256)]
    if not all(map(processor.is_byte, ids)):
        raise ValueError("the tokenizer has no byte pieces; train it with byte_fallback=true")
    return np.array(ids, np.int32)


def _text(processor: sentencepiece.SentencePieceProcessor, number: int) -> bytes:
    piece: str = processor.id_to_piece(number)
    if processor.is_byte(number):
        return bytes([int(piece[1:-1], 16)])
    if processor.is_control(number) or processor.is_unknown(number) or piece in _REQUIRED:
        return b""
    return piece.replace(_SPACE, " ").encode()


def _guard(processor: sentencepiece.SentencePieceProcessor) -> re.Pattern[bytes]:
    """What the model must not see in one part: U+2581, and markers that it would take from text."""
    exposed = [
        piece
        for number in range(processor.vocab_size())
        if _MARKER.fullmatch(piece := processor.id_to_piece(number))
        and not processor.is_control(number)
    ]
    return re.compile(b"|".join(re.escape(text.encode()) for text in (_SPACE, *exposed)))


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
