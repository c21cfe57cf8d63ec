"""A Hugging Face tokenizer.json behind the same interface."""

import builtins
import functools
import json

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repoloom.transforms.records import Cut
from repoloom.transforms.tokens import bytelevel, vocabulary
from repoloom.transforms.tokens.serialization import restore, serialize
from repoloom.transforms.tokens.tokenizer import Tokenizer

TEXT = [f"def function_{n}(first):\n\treturn  first + {n}\r\n" for n in range(50)]


def need():
    return pytest.importorskip("tokenizers", reason="tokenizers is not installed: extra `hf`")


@functools.cache
def model(symbols=vocabulary.REQUIRED, *, special=True, prefix_space=False, normalizer=""):
    library = need()
    made = library.Tokenizer(library.models.BPE())
    made.pre_tokenizer = library.pre_tokenizers.ByteLevel(add_prefix_space=prefix_space)
    made.decoder = library.decoders.ByteLevel()
    if normalizer:
        made.normalizer = getattr(library.normalizers, normalizer)()
    alphabet = library.pre_tokenizers.ByteLevel.alphabet()
    trainer = library.trainers.BpeTrainer(
        vocab_size=400, initial_alphabet=sorted(alphabet), show_progress=False
    )
    made.train_from_iterator(TEXT, trainer)
    add = made.add_special_tokens if special else made.add_tokens
    add([library.AddedToken(name, normalized=False, special=special) for name in symbols])
    return made.to_str().encode()


@pytest.mark.parametrize("special", [True, False])
@given(
    text=st.one_of(
        st.binary(),
        st.text().map(str.encode),
        st.lists(st.sampled_from([*vocabulary.REQUIRED, " ", "<", "\n"])).map(
            lambda words: "".join(words).encode()
        ),
    )
)
@example(text=b"\xe2\x96 \xff\x00\r\n")
@example(text="<|fim_prefix|>\u2581<eos>".encode())
def test_every_text_comes_back_and_gives_no_control_id(special, text):
    tokenizer = Tokenizer.load(model(special=special))
    ids = tokenizer.encode(text)
    assert ids.dtype == np.int32
    assert tokenizer.decode(ids) == text
    controls = [tokenizer.pad, tokenizer.eos, tokenizer.bos, tokenizer.file_separator]
    controls += [tokenizer.fim_prefix, tokenizer.fim_middle, tokenizer.fim_suffix]
    assert len(set(controls)) == 7
    assert not np.isin(ids, controls).any()
    assert tokenizer.ends(ids)[-1:].tolist() == ([len(text)] if text else [])


def test_ids_are_those_of_the_library():
    library = need()
    theirs = library.Tokenizer.from_str(model().decode())
    ours = Tokenizer.load(model())
    for text in TEXT:
        assert ours.encode(text.encode()).tolist() == theirs.encode(text).ids


def test_pieces_are_restored():
    tokenizer = Tokenizer.load(model())
    body = "\n".join(TEXT).encode()
    ids = serialize("a/b.py", body, Cut(7, 30, "spm", "close"), tokenizer)
    found = restore(ids, "spm", tokenizer)
    assert (found.path, found.body, found.middle) == ("a/b.py", body, body[7:30])


def test_a_missing_control_token_is_named():
    symbols = tuple(name for name in vocabulary.REQUIRED if name != vocabulary.FIM_MIDDLE)
    with pytest.raises(ValueError, match=r"tokenizer has no <\|fim_middle\|>; fill-in-the-middle"):
        Tokenizer.load(model(symbols))


@pytest.mark.parametrize("flags", [{"prefix_space": True}, {"normalizer": "NFKC"}])
def test_a_tokenizer_that_changes_text_is_an_error(flags):
    with pytest.raises(ValueError, match="it must be byte-level BPE without a normalizer"):
        Tokenizer.load(model(**flags))


def test_another_kind_of_tokenizer_is_an_error():
    library = need()
    words = library.Tokenizer(library.models.WordLevel({"a": 0}, unk_token="a"))
    with pytest.raises(ValueError, match="no piece for byte 0x00: it must be byte-level"):
        Tokenizer.load(words.to_str().encode())


def test_json_that_is_no_tokenizer_is_an_error():
    need()
    with pytest.raises(ValueError, match=r"not a tokenizer\.json"):
        Tokenizer.load(json.dumps({"version": 1}).encode())


def test_without_the_library_the_error_says_what_to_install(monkeypatch):
    def absent(name, *arguments, **more):
        if name == "tokenizers":
            raise ImportError(name)
        return real(name, *arguments, **more)

    real = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ValueError, match=r"pip install 'repoloom\[hf\]'"):
        Tokenizer.load(b"{}")


def test_no_text_gives_a_marker_that_is_not_required():
    marker = "<|im_start|>"
    tokenizer = Tokenizer.load(model((*vocabulary.REQUIRED, marker), special=False))
    theirs = need().Tokenizer.from_str(
        model((*vocabulary.REQUIRED, marker), special=False).decode()
    )
    number = theirs.token_to_id(marker)
    assert number not in tokenizer.encode(marker.encode())
    assert tokenizer.decode(tokenizer.encode(marker.encode())) == marker.encode()
    assert tokenizer.decode([number]) == b""


def test_an_added_word_that_is_no_marker_is_text():
    given = model((*vocabulary.REQUIRED, "function\u00e9"), special=False)
    number = need().Tokenizer.from_str(given.decode()).token_to_id("function\u00e9")
    tokenizer = Tokenizer.load(given)
    assert tokenizer.decode([number]) == "function\u00e9".encode()
    assert number in tokenizer.encode("a function\u00e9 b".encode())


def test_what_the_library_would_add_truncate_or_pad_is_left_out():
    library = need()
    made = library.Tokenizer.from_str(model().decode())
    made.post_processor = library.processors.TemplateProcessing(
        single="<bos> $A", special_tokens=[("<bos>", made.token_to_id("<bos>"))]
    )
    made.enable_truncation(3)
    made.enable_padding(length=5)
    ours, plain = Tokenizer.load(made.to_str().encode()), Tokenizer.load(model())
    for text in (b"a", TEXT[0].encode()):
        assert ours.encode(text).tolist() == plain.encode(text).tolist()


def test_added_words_are_no_byte_pieces():
    library = need()
    words = library.Tokenizer(library.models.WordLevel({"a": 0}, unk_token="a"))
    words.add_tokens(sorted(bytelevel.characters()))
    with pytest.raises(ValueError, match="no piece for byte 0x00"):
        Tokenizer.load(words.to_str().encode())


def test_the_number_of_ids_is_the_largest_one_and_one_more():
    theirs = need().Tokenizer.from_str(model().decode())
    tokenizer = Tokenizer.load(model())
    assert tokenizer.vocab_size == theirs.get_vocab_size()
    assert tokenizer.vocab_size == 1 + max(theirs.get_vocab().values())


def test_the_table_has_every_byte_once_and_ascii_as_itself():
    table = bytelevel.characters()
    assert sorted(table.values()) == list(range(256))
    assert all(table[chr(byte)] == byte for byte in range(0x21, 0x7F))
    assert table["\u0120"] == 0x20
