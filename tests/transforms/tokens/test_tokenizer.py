import functools

import numpy as np
import pytest
import sentencepiece
from hypothesis import example, given
from hypothesis import strategies as st

from repoloom.transforms.tokens import vocabulary
from repoloom.transforms.tokens.tokenizer import Tokenizer

TEXT = b"".join(b"def function_%d(first):\n\treturn  first + 12\r\n" % n for n in range(50))
CONTROL = ["<pad>", "<eos>", "<bos>", "<unk>", "<|fim_prefix|>", "<|fim_middle|>", "<mask>"]
CONTROL += ["<|fim_suffix|>", "<|file_separator|>", "<unused7>", "<0x41>", "<s>", "\u2581"]


@functools.cache
def model(kind="unigram"):
    return vocabulary.train([TEXT], vocab_size=420, model=kind)


@functools.cache
def tokenizer(kind="unigram"):
    return Tokenizer.load(model(kind))


def foreign(tmp_path, **flags):
    """A model trained by somebody else."""
    settings = {
        "vocab_size": 400,
        "hard_vocab_limit": False,
        "byte_fallback": True,
        "normalization_rule_name": "identity",
        "add_dummy_prefix": False,
        "remove_extra_whitespaces": False,
        "pad_id": 0,
        "eos_id": 1,
        "bos_id": 2,
        "unk_id": 3,
        "pad_piece": "<pad>",
        "eos_piece": "<eos>",
        "bos_piece": "<bos>",
        "control_symbols": ["<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"],
        "user_defined_symbols": ["<|file_separator|>"],
        "minloglevel": 2,
    }
    path = tmp_path / "foreign"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT.decode().splitlines()),
        model_prefix=str(path),
        **(settings | flags),
    )
    return path.with_suffix(".model")


@pytest.mark.parametrize("kind", ["unigram", "bpe"])
@given(text=st.one_of(st.binary(), st.text().map(str.encode)))
@example(text="\u2581 a \u2581\u2581".encode())
@example(text=b"\xe2\x96")
@example(text=b"\xed\xa0\x80 surrogate")
@example(text="\ufeff\ufffd\ufffe\u2585\u00a0\u3000e\u0301\U0001f468\u200d\U0001f469".encode())
@example(text=b"\0\x0c\x1b a\r\rb\r\n   \t\n\n")
@example(text=b"<0x41></s>")
def test_decode_is_the_inverse_of_encode_for_all_bytes(kind, text):
    assert tokenizer(kind).decode(tokenizer(kind).encode(text)) == text


@given(st.lists(st.sampled_from([*CONTROL, "a", " ", "\n", "<", "|", ">"])).map("".join))
def test_text_never_gives_a_control_id(text):
    ids = tokenizer().encode(text.encode())
    assert not np.isin(ids, np.arange(71)).any()
    assert tokenizer().decode(ids) == text.encode()


@given(st.text(st.characters(codec="utf-8", exclude_characters="\u2581\0")))
def test_ordinary_text_is_what_sentencepiece_itself_makes_of_it(text):
    reference = sentencepiece.SentencePieceProcessor(model_proto=model())
    ids = tokenizer().encode(text.encode())
    assert ids.tolist() == reference.encode(text)
    assert tokenizer().decode(ids) == reference.decode(ids.tolist()).encode()


def test_ids_are_int32_also_of_no_text():
    assert tokenizer().encode(b"").dtype == np.int32
    assert tokenizer().encode(b"").size == 0
    assert tokenizer().encode("a\u2581".encode()).dtype == np.int32


def test_control_ids_have_no_text():
    ids = [tokenizer().bos, *tokenizer().encode(b"x").tolist(), tokenizer().eos]
    assert tokenizer().decode(ids) == b"x"


def test_control_ids_are_the_ones_of_the_model():
    loaded = tokenizer()
    assert (loaded.pad, loaded.eos, loaded.bos) == (0, 1, 2)
    assert (loaded.fim_prefix, loaded.fim_middle, loaded.fim_suffix) == (67, 68, 69)
    assert loaded.file_separator == 70
    reference = sentencepiece.SentencePieceProcessor(model_proto=model())
    assert loaded.vocab_size == reference.vocab_size()


def test_a_file_and_its_bytes_load_alike(tmp_path):
    path = tmp_path / "tokenizer.model"
    path.write_bytes(model())
    assert Tokenizer.load(path).sha256 == Tokenizer.load(str(path)).sha256 == tokenizer().sha256
    assert len(tokenizer().sha256) == 64


def test_symbols_that_a_foreign_model_would_take_from_text_are_kept_out(tmp_path):
    loaded = Tokenizer.load(foreign(tmp_path))
    text = b"a<|file_separator|><|file_separator|>b"
    ids = loaded.encode(text)
    assert loaded.file_separator not in ids
    assert loaded.decode(ids) == text
    assert loaded.decode([loaded.file_separator]) == b""


def test_missing_control_tokens_are_named(tmp_path):
    path = foreign(tmp_path, user_defined_symbols=[], control_symbols=["<|fim_prefix|>"])
    with pytest.raises(
        ValueError, match=r"no <\|fim_middle\|>, <\|fim_suffix\|>, <\|file_separator\|>;"
    ):
        Tokenizer.load(path)


@pytest.mark.parametrize("flags", [{"add_dummy_prefix": True}, {"normalization_rule_name": "nfkc"}])
def test_a_model_that_changes_text_is_refused(tmp_path, flags):
    with pytest.raises(ValueError, match="normalization_rule_name=identity"):
        Tokenizer.load(foreign(tmp_path, **flags))


def test_a_model_without_byte_pieces_is_refused(tmp_path):
    with pytest.raises(ValueError, match="byte_fallback"):
        Tokenizer.load(foreign(tmp_path, byte_fallback=False))


def test_bytes_that_are_no_model_are_refused():
    with pytest.raises(ValueError, match="not a SentencePiece model"):
        Tokenizer.load(b"\x00\x01\x02 no model")
