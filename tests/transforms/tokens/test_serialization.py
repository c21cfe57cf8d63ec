import functools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repoloom.transforms.records import Cut
from repoloom.transforms.tokens import vocabulary
from repoloom.transforms.tokens.serialization import restore, serialize
from repoloom.transforms.tokens.tokenizer import Tokenizer

BODY = b"def f(x):\n    return x + 1\n"
CUT = {mode: Cut(10, 20, mode, "close") for mode in ("psm", "spm")}


@functools.cache
def tokenizer():
    return Tokenizer.load(vocabulary.train([BODY * 3], vocab_size=400))


def spelled(ids):
    """The ids with the sentinels as letters between the decoded texts."""
    names = {tokenizer().fim_prefix: b"[P]", tokenizer().fim_suffix: b"[S]"}
    names[tokenizer().fim_middle] = b"[M]"
    return b"".join(names.get(number) or tokenizer().decode([number]) for number in ids.tolist())


@st.composite
def pieces(draw):
    body = draw(st.binary(max_size=60))
    first, last = sorted(draw(st.tuples(*[st.integers(0, len(body))] * 2)))
    cut = draw(st.none() | st.builds(Cut, *map(st.just, (first, last)), modes, st.just("close")))
    return body, cut


modes = st.sampled_from(["psm", "spm"])
paths = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1)


@pytest.mark.parametrize(
    ("mode", "variant", "expected"),
    [
        ("psm", 1, b"a.py\n[P]def f(x):\n[S]x + 1\n[M]    return"),
        ("psm", 2, b"a.py\n[P]def f(x):\n[S]x + 1\n[M]    return"),
        ("spm", 1, b"a.py\n[S]x + 1\n[P]def f(x):\n[M]    return"),
        ("spm", 2, b"a.py\n[P][S]x + 1\n[M]def f(x):\n    return"),
    ],
)
def test_layouts(mode, variant, expected):
    cut = Cut(10, 20, mode, "close")
    ids = serialize("a.py", BODY, cut, tokenizer(), spm_variant=variant)
    assert spelled(ids).replace(b" x + 1", b"x + 1") == expected.replace(b" x + 1", b"x + 1")


def test_a_body_without_a_cut_follows_its_path_line():
    ids = serialize("a.py", BODY, None, tokenizer())
    assert spelled(ids) == b"a.py\n" + BODY
    assert spelled(serialize("a.py", BODY, None, tokenizer(), with_path=False)) == BODY


def test_the_parts_are_encoded_separately():
    encode = tokenizer().encode
    ids = serialize("a.py", BODY, CUT["psm"], tokenizer())
    parts = [b"a.py\n", BODY[:10], BODY[20:], BODY[10:20]]
    assert ids.size == 3 + sum(encode(part).size for part in parts)


def test_prefix_and_middle_of_the_second_variant_can_be_encoded_as_one():
    ids = serialize("p", BODY, CUT["spm"], tokenizer(), spm_variant=2, join_prefix_middle=True)
    assert ids.tolist()[-tokenizer().encode(BODY[:20]).size :] == (
        tokenizer().encode(BODY[:20]).tolist()
    )


@given(paths, pieces(), st.sampled_from([1, 2]), st.booleans(), st.booleans())
@example("a/b.py", (b"<|fim_middle|><|fim_prefix|>", Cut(3, 9, "psm", "")), 1, True, False)
@example("a.py", ("\u2581\u2581 \u2581".encode(), Cut(3, 6, "spm", "")), 1, True, False)
def test_restore_is_the_inverse_of_serialize(path, piece, variant, with_path, join):
    body, cut = piece
    ids = serialize(
        path,
        body,
        cut,
        tokenizer(),
        spm_variant=variant,
        with_path=with_path,
        join_prefix_middle=join,
    )
    mode = cut.mode if cut else ""
    found = restore(ids, mode, tokenizer(), body_length=len(body))
    assert (found.path, found.body) == (path if with_path else "", body)
    if cut and (mode, variant) != ("spm", 2):
        assert (found.prefix, found.middle) == (body[: cut.start], body[cut.start : cut.end])


@given(paths, pieces())
def test_the_path_line_is_found_without_the_length_of_the_body(path, piece):
    body, cut = piece
    ids = serialize(path, body, cut, tokenizer())
    found = restore(ids, cut.mode if cut else "", tokenizer())
    assert (found.path, found.body) == (path, body)


def test_a_path_with_a_newline_comes_back_where_the_length_of_the_body_is_known():
    ids = serialize("odd\nname.py", BODY, None, tokenizer())
    assert restore(ids, "", tokenizer(), body_length=len(BODY)).path == "odd\nname.py"


def test_ids_are_int32():
    for cut in (None, CUT["psm"], CUT["spm"]):
        assert (
            serialize("a.py", b"", cut and Cut(0, 0, cut.mode, ""), tokenizer()).dtype == np.int32
        )


@pytest.mark.parametrize(("mode", "variant"), [("pms", 1), ("spm", 3), ("", 1)])
def test_an_unknown_layout_is_an_error(mode, variant):
    with pytest.raises(ValueError, match=f"no layout for mode '{mode}', SPM variant {variant}"):
        serialize("a.py", BODY, Cut(1, 2, mode, ""), tokenizer(), spm_variant=variant)


@pytest.mark.parametrize(("written", "read"), [("psm", "spm1"), ("spm", "psm"), ("psm", "")])
def test_sentinels_of_another_mode_are_an_error(written, read):
    ids = serialize("a.py", BODY, CUT[written], tokenizer())
    with pytest.raises(ValueError, match="are not a layout of mode"):
        restore(ids, read, tokenizer())
