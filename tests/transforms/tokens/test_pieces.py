import dataclasses

import numpy as np
import pytest

from repoloom import languages
from repoloom.transforms.records import Signals, SourceFile
from repoloom.transforms.settings import Weaving
from repoloom.transforms.tokens import pieces, serialization
from repoloom.transforms.tokens.pieces import KeptFile

SETTINGS = Weaving(seed=3, length=128)


def python(functions):
    return "".join(
        f"def name_{n}(value):\n    total = value + {n}\n    return total * {n}\n\n\n"
        for n in range(functions)
    ).encode()


def methods(count):
    """One class that no row holds: nothing stands between its methods but inner boundaries."""
    return b"class Long:\n" + python(count).replace(b"\n\n\n", b"\n\n").replace(
        b"def name", b"    def name"
    ).replace(b"    t", b"        t").replace(b"    r", b"        r")


def kept(text, language="python", masked=False, path="pkg/mod.py", repo="o/r", licence=""):
    signals = Signals(licence=licence)
    return KeptFile(SourceFile(repo, path, language, text, signals=signals), masked)


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


@pytest.mark.parametrize("masked", [False, True])
def test_a_class_that_is_longer_than_a_row_is_split_between_its_methods(tokenizer, masked):
    text, one = methods(30), kept(methods(30), masked=masked)
    parsed = pieces.parse_file(one, SETTINGS, tokenizer)
    if masked:
        parsed = pieces.place_context(one, parsed, SETTINGS, tokenizer)
    assert len(parsed.pieces) > 10
    starts = [text[piece.start :] for piece in parsed.pieces[1:]]
    assert all(rest.lstrip().startswith(b"def name_") for rest in starts)
    assert b"".join(restored(piece, tokenizer).body for piece in parsed.pieces) == text


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


def drawn(tokenizer, seed=0, **about):
    """What chance decides for one small file: its cut, and whether its path is left out."""
    settings = Weaving(seed=seed, length=512, fim_rate=0.5, path_dropout=0.5)
    (piece,) = parse(python(3), tokenizer, settings, **about).pieces
    return piece.cut, restored(piece, tokenizer).path == ""


@pytest.mark.parametrize(
    "others",
    [
        [{"seed": seed} for seed in range(40)],
        [{"repo": f"owner/{number}"} for number in range(40)],
        [{"path": f"pkg/{number}.py"} for number in range(40)],
    ],
    ids=["seed", "repository", "path"],
)
def test_draws_belong_to_the_seed_the_repository_and_the_path(tokenizer, others):
    found = [drawn(tokenizer, **other) for other in others]
    assert found == [drawn(tokenizer, **other) for other in others]
    assert len({cut for cut, _ in found}) > 10
    # The two draws are apart: a file may have either without the other.
    assert {(cut is None, dropped) for cut, dropped in found} == {
        *((True, True), (True, False), (False, True), (False, False))
    }


def test_each_piece_of_a_file_has_draws_of_its_own(tokenizer):
    settings = dataclasses.replace(SETTINGS, path_dropout=0.5)
    alike = parse(b"value = other + 1\n" * 400, tokenizer, settings).pieces[1:-1]
    assert len({piece.end - piece.start for piece in alike}) == 1
    assert len({piece.cut for piece in alike}) > 20
    assert {restored(piece, tokenizer).path for piece in alike} == {"", "pkg/mod.py"}


def test_settings_of_infilling_reach_every_cut(tokenizer):
    text = python(40)
    always = dataclasses.replace(SETTINGS, fim_rate=1.0)

    def cuts(**settings):
        parsed = parse(text, tokenizer, dataclasses.replace(always, **settings))
        return [piece.cut for piece in parsed.pieces if piece.cut]

    assert {cut.mode for cut in cuts()} == {"psm", "spm"}
    assert {cut.mode for cut in cuts(spm_rate=0.0)} == {"psm"}
    assert {cut.rule for cut in cuts(fim_preset="random")} == {"random"}
    assert {cut.rule for cut in cuts(fim_preset="line")} == {"line"}
    assert max(cut.end - cut.start for cut in cuts()) > 40
    assert max(cut.end - cut.start for cut in cuts(max_middle=40)) <= 40
    assert cuts(fim_rate=0.0) == []
    assert len(cuts(fim_rate=-1.0)) > len(cuts()) / 2


def test_the_variant_of_spm_is_the_one_asked_for(tokenizer):
    settings = Weaving(seed=1, length=512, fim_rate=1.0, spm_rate=1.0)
    firsts = []
    for variant in (1, 2):
        (piece,) = parse(
            python(3), tokenizer, dataclasses.replace(settings, spm_variant=variant)
        ).pieces
        ids = np.frombuffer(piece.tokens, "<i4").tolist()
        sentinels = (tokenizer.fim_prefix, tokenizer.fim_suffix)
        firsts.append(next(token for token in ids if token in sentinels))
    assert firsts == [tokenizer.fim_suffix, tokenizer.fim_prefix]


def test_infilling_is_for_code_with_loss(tokenizer):
    always = dataclasses.replace(SETTINGS, fim_rate=1.0)
    words = b"A line of words.\nAnother line of words that are no code.\nAnd a third line.\n"
    assert parse(python(2), tokenizer, always).eligible == 1
    assert parse(words, tokenizer, always, language="markdown").eligible == 0
    assert parse(words, tokenizer, always, language="markdown").pieces[0].cut is None
    assert parse(b"x = 1\n", tokenizer, always).eligible == 0


def test_every_piece_that_may_be_cut_is_eligible(tokenizer):
    text = python(40)
    parsed = parse(text, tokenizer, dataclasses.replace(SETTINGS, fim_rate=0.0))
    large = [piece for piece in parsed.pieces if text[piece.start : piece.end].count(b"\n") > 2]
    assert 1 < parsed.eligible == len(large)


def test_cuts_inside_a_line_are_counted(tokenizer):
    text = python(40)
    for preset in ("random", "line"):
        settings = dataclasses.replace(SETTINGS, fim_rate=1.0, fim_preset=preset)
        parsed = parse(text, tokenizer, settings)
        suffixes = [restored(piece, tokenizer).suffix for piece in parsed.pieces if piece.cut]
        inside = sum(not suffix.startswith(b"\n") for suffix in suffixes if suffix)
        assert parsed.midline == inside
        assert (inside == 0) == (preset == "line")


def test_a_piece_says_where_it_is_from(tokenizer):
    (piece,) = parse(python(1), tokenizer, licence="MIT", path="a.py").pieces
    assert (piece.path, piece.language, piece.licence) == ("a.py", "python", "MIT")
    assert (piece.start, piece.end, piece.masked) == (0, len(python(1)), False)


def test_the_outline_reads_only_the_first_lines_for_imports(tokenizer):
    text = b"import first\n" + b"x = 1\n" * 30 + b"import last\n"
    all_of = parse(text, tokenizer).outline
    some = parse(text, tokenizer, dataclasses.replace(SETTINGS, import_lines=5)).outline
    assert len(all_of.imports) == 2
    assert len(some.imports) == 1


def test_a_text_without_a_grammar_has_no_outline(tokenizer):
    assert pieces.read_outline("text", b"words\n", 0) == (None, None)


def test_a_file_that_just_fits_is_one_piece(tokenizer):
    for masked in (False, True):
        one = kept(b"word and " * 300, language="text", path="a", masked=masked)
        size = len(serialization.serialize("a", one.file.text, None, tokenizer))
        bare = len(tokenizer.encode(one.file.text))
        cases = ((size, 1, 0.0), (size - 1, 2, 0.0), (bare, 1, 1.0), (bare - 1, 2, 1.0))
        for room, expected, dropout in cases:
            settings = Weaving(seed=0, length=room + 2, path_dropout=dropout)
            parsed = pieces.parse_file(one, settings, tokenizer)
            if masked:
                parsed = pieces.place_context(one, parsed, settings, tokenizer)
            assert len(parsed.pieces) == expected
            assert {piece.masked for piece in parsed.pieces} == {masked}


def test_a_context_file_has_pieces_only_when_it_is_placed(tokenizer):
    one = kept(python(2), masked=True)
    parsed = pieces.parse_file(one, SETTINGS, tokenizer)
    assert parsed.pieces == ()
    assert [*parsed.outline.defined_names()]
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


@pytest.mark.parametrize("functions", [0, 1, 40])
@pytest.mark.parametrize("masked", [False, True])
def test_a_path_that_leaves_the_text_no_room_is_not_written(tokenizer, functions, masked):
    path, text = "a/" * 1500 + "mod.py", python(functions)
    one = kept(text, path=path, masked=masked)
    parsed = pieces.parse_file(one, SETTINGS, tokenizer)
    parsed = pieces.place_context(one, parsed, SETTINGS, tokenizer) if masked else parsed
    assert b"".join(restored(piece, tokenizer).body for piece in parsed.pieces) == text
    assert all(piece.length <= SETTINGS.budget for piece in parsed.pieces)
    assert {restored(piece, tokenizer).path for piece in parsed.pieces} == {""}
    assert {piece.path for piece in parsed.pieces} == {path}


def test_a_path_is_written_while_a_quarter_of_the_row_is_left_to_the_text(tokenizer):
    def shown(length):
        path = "x" * length + ".py"
        found = {
            restored(p, tokenizer).path for p in parse(python(40), tokenizer, path=path).pieces
        }
        assert found in ({path}, {""})
        return found == {path}, len(tokenizer.encode(f"{path}\n".encode()))

    seen = [shown(length) for length in range(10, 120, 5)]
    most = SETTINGS.budget - pieces.CUT_SLACK - SETTINGS.budget // 4
    assert [is_shown for is_shown, _ in seen] == [tokens <= most for _, tokens in seen]
    assert {is_shown for is_shown, _ in seen} == {True, False}


def test_a_row_without_room_for_any_text_is_an_error(tokenizer):
    with pytest.raises(ValueError, match=r"length 18 has no room for 'pkg/mod\.py'"):
        parse(python(9), tokenizer, dataclasses.replace(SETTINGS, length=18))


def test_path_dropout_leaves_the_path_out(tokenizer):
    (piece,) = parse(python(1), tokenizer, dataclasses.replace(SETTINGS, path_dropout=1.0)).pieces
    assert restored(piece, tokenizer).path == ""
    assert restored(piece, tokenizer).body == python(1)


def test_a_file_whose_outline_takes_too_much_stays_without_one(monkeypatch):
    text = b"import b\nx = 1\n"
    assert pieces.read_outline("python", text, 0)[1] is not None

    def refuse(*_, **__):
        raise languages.TooMuchError

    monkeypatch.setattr(languages, "outline", refuse)
    tree, outline = pieces.read_outline("python", text, 0)
    assert tree is not None
    assert outline is None
