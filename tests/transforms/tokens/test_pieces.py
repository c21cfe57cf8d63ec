import dataclasses

import numpy as np
import pytest

from repoloom.transforms.records import SourceFile
from repoloom.transforms.settings import Weaving
from repoloom.transforms.tokens import pieces, serialization
from repoloom.transforms.tokens.pieces import KeptFile

SETTINGS = Weaving(seed=3, length=128)


def python(functions):
    return "".join(
        f"def name_{n}(value):\n    total = value + {n}\n    return total * {n}\n\n\n"
        for n in range(functions)
    ).encode()


def kept(text, language="python", masked=False, path="pkg/mod.py"):
    return KeptFile(SourceFile("o/r", path, language, text), masked)


def parse(text, tokenizer, settings=SETTINGS, **about):
    return pieces.parse_file(kept(text, **about), settings, tokenizer)


def restored(piece, tokenizer):
    mode = piece.cut.mode if piece.cut else ""
    ids = np.frombuffer(piece.tokens, "<i4")
    return serialization.restore(ids, mode, tokenizer, body_length=piece.end - piece.start)


@pytest.mark.parametrize("functions", [0, 1, 2, 40])
def test_the_pieces_of_a_file_are_the_file(tokenizer, functions):
    text = python(functions)
    parsed = parse(text, tokenizer)
    assert b"".join(restored(piece, tokenizer).body for piece in parsed.pieces) == text
    assert all(restored(piece, tokenizer).path == "pkg/mod.py" for piece in parsed.pieces)
    assert [piece.part for piece in parsed.pieces] == list(range(len(parsed.pieces)))
    assert {piece.parts for piece in parsed.pieces} == {len(parsed.pieces)}


def test_only_a_file_that_is_longer_than_a_row_is_split_and_then_between_functions(tokenizer):
    parsed = parse(python(40), tokenizer)
    assert len(parsed.pieces) > 1
    assert all(piece.length <= SETTINGS.budget for piece in parsed.pieces)
    starts = [python(40)[piece.start :] for piece in parsed.pieces[1:]]
    assert all(rest.lstrip(b"\n").startswith(b"def name_") for rest in starts)


def test_a_file_that_only_its_cut_makes_too_long_is_left_uncut(tokenizer):
    settings = dataclasses.replace(SETTINGS, fim_rate=1.0)
    text = python(3)
    plain = serialization.serialize("pkg/mod.py", text, None, tokenizer)
    tight = dataclasses.replace(settings, length=len(plain) + 2)
    (piece,) = parse(text, tokenizer, tight).pieces
    assert piece.cut is None
    roomy = dataclasses.replace(settings, length=len(plain) + 40)
    (piece,) = parse(text, tokenizer, roomy).pieces
    assert piece.cut is not None


def test_a_draw_belongs_to_the_file_and_the_seed(tokenizer):
    text = python(3)
    assert parse(text, tokenizer).pieces == parse(text, tokenizer).pieces
    cuts = {
        parse(text, tokenizer, Weaving(seed=seed, length=512)).pieces[0].cut for seed in range(20)
    }
    assert len(cuts) > 10


def test_infilling_is_for_code_with_loss(tokenizer):
    always = dataclasses.replace(SETTINGS, fim_rate=1.0)
    words = b"A line of words.\nAnother line of words that are no code.\nAnd a third line.\n"
    assert parse(python(2), tokenizer, always).eligible == 1
    assert parse(words, tokenizer, always, language="markdown").eligible == 0
    assert parse(words, tokenizer, always, language="markdown").pieces[0].cut is None
    assert parse(b"x = 1\n", tokenizer, always).eligible == 0


def test_a_context_file_has_pieces_only_when_it_is_placed(tokenizer):
    one = kept(python(2), masked=True)
    parsed = pieces.parse_file(one, SETTINGS, tokenizer)
    assert parsed.pieces == ()
    assert parsed.outline.definitions
    (piece,) = pieces.place_context(one, parsed, SETTINGS, tokenizer).pieces
    assert piece.masked
    assert piece.cut is None


def test_a_syntax_error_is_noted(tokenizer):
    assert parse(b"def broken(:\n", tokenizer).broken
    assert not parse(python(1), tokenizer).broken


@pytest.mark.parametrize("text", [b"x" * 5000, "日本".encode() * 900, b"\n" * 3000])
def test_a_file_without_boundaries_is_split_all_the_same(tokenizer, text):
    parsed = parse(text, tokenizer, language="text", path="a.txt")
    assert b"".join(restored(piece, tokenizer).body for piece in parsed.pieces) == text


def test_a_row_without_room_for_the_path_is_an_error(tokenizer):
    with pytest.raises(ValueError, match="has no room for the path"):
        parse(python(9), tokenizer, dataclasses.replace(SETTINGS, length=20))


def test_path_dropout_leaves_the_path_out(tokenizer):
    (piece,) = parse(python(1), tokenizer, dataclasses.replace(SETTINGS, path_dropout=1.0)).pieces
    assert restored(piece, tokenizer).path == ""
    assert restored(piece, tokenizer).body == python(1)
