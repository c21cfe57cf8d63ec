"""Training a SentencePiece vocabulary on the kept text, the same bytes from the same texts.

The ids are Gemma's where it matters: pad 0, eos 1, bos 2, unk 3, mask 4, and the fill-in-the-middle
and file separator symbols at 67 to 70 (the order prefix, middle, suffix is theirs), so that a model
file of that family takes the place of a trained one without another line of code.  The symbols are
*control* symbols: no text can produce them, while SentencePiece's user-defined ones would be found
in source code that spells them out.

The sample is chosen by a hash of the text, never by its place, so the order in which a runner hands
the texts over cannot show.
"""

import heapq
import io
import re
from collections.abc import Iterable, Iterator

import sentencepiece

from repoloom.transforms.keyed import digest64
from repoloom.transforms.settings import TOKENIZER_MODELS, TokenizerKeys

FIM_PREFIX = "<|fim_prefix|>"
FIM_MIDDLE = "<|fim_middle|>"
FIM_SUFFIX = "<|fim_suffix|>"
FILE_SEPARATOR = "<|file_separator|>"
PAD, EOS, BOS, UNKNOWN, MASK = "<pad>", "<eos>", "<bos>", "<unk>", "<mask>"

REQUIRED = (PAD, EOS, BOS, FIM_PREFIX, FIM_MIDDLE, FIM_SUFFIX, FILE_SEPARATOR)
"""What a tokenizer must have besides pieces of text."""

MARKER = re.compile(
    r"<(\|.*\||pad|eos|bos|unk|mask|2mass|unused\d+|start_of_\w+|end_of_\w+)>|\[@BOS@\]"
)
"""Markers that a foreign model may hold as symbols which a text could spell out."""

# Ids 4 to 66: Gemma's mask and placeholders, so that the symbols after them have Gemma's ids.
_RESERVED = (MASK, *(f"<unused{number}>" for number in range(62)))
_SYMBOLS = (FIM_PREFIX, FIM_MIDDLE, FIM_SUFFIX, FILE_SEPARATOR)

_CHUNK = 2048
_LINE = 2048
# SentencePiece marks a space and the unknown character with these two, and ends a text at NUL.
_BLANK = "\u2581"  # a text of such pieces alone would come back with it: it is always one
_UNTRAINABLE = (_BLANK, "\u2585", "\0")


class NoTextError(ValueError):
    """There is nothing to train on."""


def train(
    texts: Iterable[bytes],
    *,
    vocab_size: int = TokenizerKeys.vocab_size,
    model: str = TokenizerKeys.tokenizer_model,
    sample_bytes: int = TokenizerKeys.sample_bytes,
) -> bytes:
    """Trains a vocabulary of code.

    Args:
        texts: UTF-8 files in any order; read once, and not held beyond the sample.
        vocab_size: pieces wanted.  A small corpus gives fewer; the model says how many.
        model: "unigram" or "bpe".  Unigram takes longer to train and encodes three times as fast.
        sample_bytes: how much text to train on.

    Returns:
        A serialized SentencePiece model.

    Raises:
        NoTextError: there is no text.
        ValueError: the model is unknown, or `vocab_size` has no room for the
            bytes, the control symbols and the alphabet of the texts.
    """
    if model not in TOKENIZER_MODELS:
        raise ValueError(
            f"vocabulary model is {model!r}; it must be one of {', '.join(TOKENIZER_MODELS)}"
        )
    lines = [line for chunk in sample(texts, sample_bytes) for line in _lines(chunk)]
    if not lines:
        raise NoTextError("there is no text to train a vocabulary on")
    if not any(" " in line for line in lines):
        lines.append(" ")  # of which `required_chars` then makes a piece
    try:
        return _train(lines, vocab_size, model)
    except RuntimeError as error:
        raise ValueError(
            f"no {model} vocabulary of {vocab_size} pieces can be trained on "
            f"{sum(map(len, lines))} characters; ask for another size ({error})"
        ) from error


def sample(texts: Iterable[bytes], size: int) -> list[bytes]:
    """About `size` bytes of different chunks of `texts`, the ones with the lowest digests.

    A chunk is some 2 KB of whole lines: small, so that the sample sees many files.  The result is
    the shortest run of chunks in digest order that reaches `size`, whatever the order of `texts`.
    """
    kept: list[tuple[int, bytes]] = []
    seen: set[int] = set()
    total = 0
    for text in texts:
        for chunk in _chunks(text):
            key = -digest64("vocabulary", chunk)
            if key in seen or (total >= size and key < kept[0][0]):
                continue
            heapq.heappush(kept, (key, chunk))
            seen.add(key)
            total += len(chunk)
            while total - len(kept[0][1]) >= size:
                worst, last = heapq.heappop(kept)
                seen.remove(worst)
                total -= len(last)
    return [chunk for _, chunk in sorted(kept, reverse=True)]


def _chunks(text: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(text):
        end = text.rfind(b"\n", start, start + _CHUNK) + 1
        if end == 0 or start + _CHUNK >= len(text):
            end = min(start + _CHUNK, len(text))
        yield text[start:end]
        start = end


def _lines(chunk: bytes) -> Iterator[str]:
    """Lines without their newline, which is a symbol of its own; long ones in parts."""
    text = chunk.decode("utf-8", "ignore")
    lines = text.split("\n")
    if any(character in text for character in _UNTRAINABLE):
        lines = [line for line in lines if not any(one in line for one in _UNTRAINABLE)]
    for line in lines:
        for start in range(0, len(line), _LINE):
            yield line[start : start + _LINE]


def _train(lines: list[str], vocab_size: int, model: str) -> bytes:
    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=trained,
        model_type=model,
        vocab_size=vocab_size,
        hard_vocab_limit=False,
        # Exact text: no normalisation, no leading space, bytes for what has no piece.
        byte_fallback=True,
        normalization_rule_name="identity",
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        allow_whitespace_only_pieces=True,
        split_digits=True,
        user_defined_symbols=["\n"],
        required_chars=_BLANK,
        control_symbols=[*_RESERVED, *_SYMBOLS],
        pad_id=0,
        pad_piece=PAD,
        eos_id=1,
        eos_piece=EOS,
        bos_id=2,
        bos_piece=BOS,
        unk_id=3,
        unk_piece=UNKNOWN,
        # One pass of EM before each pruning, room for deep indentation: 8 MB take 10.6 CPU-seconds
        # for 3.46 bytes a token, where the defaults (2 and 16) take 15.1 for 3.43.
        num_sub_iterations=1,
        max_sentencepiece_length=24,
        # A character has at most four bytes; nothing is left out for its length.
        max_sentence_length=4 * _LINE,
        # Sums of floats depend on how the work is shared out, so the count is fixed.
        num_threads=4,
        minloglevel=2,
    )
    return trained.getvalue()
