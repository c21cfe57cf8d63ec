import hashlib
import itertools
import subprocess
import sys
from pathlib import Path

import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.tokens import vocabulary

SYLLABLES = ["ka", "ro", "mi", "tes", "lu", "ven", "dor", "si"]
WORDS = [first + second + third for first, second, third in itertools.product(SYLLABLES, repeat=3)]
TEXTS = [f"def {word}(first, {word}):\n    return first + {word}\n".encode() for word in WORDS]


def pieces(model):
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [processor.id_to_piece(number) for number in range(processor.vocab_size())]


@pytest.fixture(scope="module")
def model():
    return vocabulary.train(TEXTS, vocab_size=420)


def test_control_tokens_have_the_ids_of_gemma(model):
    found = pieces(model)
    assert found[:5] == ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    assert found[67:71] == [
        "<|fim_prefix|>",
        "<|fim_middle|>",
        "<|fim_suffix|>",
        "<|file_separator|>",
    ]


@pytest.mark.parametrize("kind", ["unigram", "bpe"])
def test_training_twice_gives_the_same_bytes_in_any_order_of_the_texts(kind):
    once = vocabulary.train(TEXTS, vocab_size=420, model=kind)
    assert once == vocabulary.train(reversed(TEXTS), vocab_size=420, model=kind)


@pytest.mark.slow
def test_another_process_trains_the_same_bytes(model):
    program = (
        "import sys, hashlib; from repoloom.transforms.tokens import vocabulary;"
        "texts = sys.stdin.buffer.read().split(b'\\0');"
        "print(hashlib.sha256(vocabulary.train(texts, vocab_size=420)).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=b"\0".join(TEXTS),
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[3],
        env={"PYTHONHASHSEED": "7", "OMP_NUM_THREADS": "1"},
    )
    assert done.stdout.decode().strip() == hashlib.sha256(model).hexdigest()
    assert done.stderr == b""


@pytest.mark.parametrize("kind", ["unigram", "bpe"])
def test_a_tiny_corpus_gives_a_smaller_vocabulary(kind):
    found = pieces(vocabulary.train([b"a b\n"], model=kind))
    assert 328 < len(found) < 400


def test_the_wanted_size_is_reached_where_the_text_allows_it(model):
    assert len(pieces(model)) == 420


def test_long_lines_are_trained_on():
    line = b" ".join(b"needle%d" % n for n in range(5000))
    assert any("needle" in piece for piece in pieces(vocabulary.train([line], vocab_size=400)))


def test_text_that_the_trainer_cannot_take_is_left_out():
    odd = ["a\u2581b\n".encode(), "\u2585\n".encode(), b"a\0b\n", b"\xff\n"]
    assert pieces(vocabulary.train([*TEXTS, *odd], vocab_size=400))


@pytest.mark.parametrize("texts", [[], [b""], [b"\n\n"], [b"\0"]])
def test_no_text_is_an_error(texts):
    with pytest.raises(ValueError, match="no text"):
        vocabulary.train(texts)


def test_a_size_without_room_for_the_bytes_is_an_error():
    with pytest.raises(ValueError, match="no unigram vocabulary of 100 pieces"):
        vocabulary.train(TEXTS, vocab_size=100)


def test_an_unknown_model_is_an_error():
    with pytest.raises(ValueError, match="unigram, bpe"):
        vocabulary.train(TEXTS, model="word")


@given(st.lists(st.binary(min_size=1, max_size=30)), st.integers(1, 200), st.randoms())
def test_the_sample_does_not_depend_on_the_order(texts, size, shuffler):
    shuffled = list(texts)
    shuffler.shuffle(shuffled)
    assert vocabulary.sample(texts, size) == vocabulary.sample(shuffled, size)


@given(st.lists(st.binary(min_size=1, max_size=30)), st.integers(1, 200))
def test_the_sample_is_no_longer_than_it_must_be(texts, size):
    chunks = vocabulary.sample(texts, size)
    available = sum(map(len, set(texts)))
    assert sum(map(len, chunks)) >= min(size, available)
    assert sum(map(len, chunks[:-1])) < size


def test_a_chunk_of_the_sample_is_whole_lines_of_one_text():
    text = b"".join(b"line %06d\n" % n for n in range(1000))
    chunks = vocabulary.sample([text], 1 << 20)
    assert sorted(b"".join(chunks).splitlines()) == text.splitlines()
    assert all(chunk.endswith(b"\n") and len(chunk) <= 2048 for chunk in chunks)


def test_equal_texts_count_once():
    assert vocabulary.sample([b"same"] * 5, 100) == [b"same"]


def test_a_trained_model_changes_no_space(model):
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    for text in ("def", "  def  return ", " return"):
        found = "".join(processor.encode(text, out_type=str))
        assert found.replace("\u2581", " ") == text


@pytest.mark.parametrize("kind", ["unigram", "bpe"])
@pytest.mark.parametrize("text", ["x\n", "\t", "日本", "a" * 13, "abc" * 3000])
def test_a_corpus_with_hardly_a_blank_gives_a_vocabulary_that_has_one(kind, text):
    model = vocabulary.train([text.encode()], model=kind)
    trained = sentencepiece.SentencePieceProcessor(model_proto=model)
    assert trained.decode(trained.encode(f" a  {text} ")) == f" a  {text} "
