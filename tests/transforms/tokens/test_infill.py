import collections
import hashlib
import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.transforms.tokens import infill
from tests.strategies import python_texts
from tests.transforms.tokens import trees
from tests.transforms.tokens.trees import TEXT, Scripted, nodes_of

ALIGNED = ("close", "gap", "node", "siblings")
presets = st.sampled_from(sorted(infill.PRESETS))


def parse(text):
    return trees.parse("python", text)


def choose(text=TEXT, *, seed=0, tree=True, rate=1.0, **kwargs):
    found = parse(text) if tree else None
    return infill.choose(text, found, random.Random(seed), rate=rate, **kwargs)


def cuts(count=400, **kwargs):
    tree = parse(TEXT)
    return [
        infill.choose(TEXT, tree, random.Random(seed), **({"rate": 1.0} | kwargs))
        for seed in range(count)
    ]


@given(python_texts(), presets, st.booleans(), st.integers(0, 10**9))
def test_parts_are_whole_text_in_whole_code_points(text, preset, tree, seed):
    cut = choose(text, seed=seed, tree=tree, preset=preset)
    if cut is None:
        return
    parts = text[: cut.start], text[cut.start : cut.end], text[cut.end :]
    assert "".join(part.decode() for part in parts) == text.decode()
    assert 0 <= cut.start <= cut.end <= len(text)
    assert cut.mode in ("psm", "spm")


@given(python_texts(), presets, st.integers(0, 10**9))
def test_closing_rules_leave_nothing_open(text, preset, seed):
    cut = choose(text, seed=seed, preset=preset)
    closing = cut is not None and (
        cut.rule in ("close", "gap") or (cut.rule, preset) == ("line", "codegemma")
    )
    if not closing:
        return
    _, *below_root = nodes_of(parse(text))
    opened = (n for n in below_root if cut.start <= n.start_byte < cut.end < n.end_byte)
    assert not [node for node in opened if text[cut.end : node.end_byte].strip()]


@given(python_texts(), st.sampled_from(["ast", "codegemma", "mix"]), st.integers(0, 10**9))
def test_only_random_suffixes_begin_inside_a_token(text, preset, seed):
    cut = choose(text, seed=seed, preset=preset)
    if cut is None or cut.rule == "random":
        return
    for leaf in (node for node in nodes_of(parse(text)) if not node.child_count):
        inside = text[cut.end : leaf.end_byte].strip()
        assert not (leaf.start_byte < cut.end < leaf.end_byte and inside), leaf


@given(python_texts(), st.integers(0, 10**9))
def test_whole_constructs_begin_inside_no_token(text, seed):
    cut = choose(text, seed=seed, preset="ast")
    if cut is not None and cut.rule in ("node", "siblings"):
        leaves = [node for node in nodes_of(parse(text)) if not node.child_count]
        assert not [leaf for leaf in leaves if leaf.start_byte < cut.start < leaf.end_byte]


@given(python_texts(), presets, st.integers(0, 10**9))
def test_the_suffix_keeps_the_newline(text, preset, seed):
    cut = choose(text, seed=seed, preset=preset)
    if cut is not None and cut.rule != "random":
        assert not text[cut.start : cut.end].endswith((b"\n", b"\r"))


@given(python_texts(), presets, st.integers(0, 10**9), st.data())
def test_a_cut_stays_inside_its_piece(text, preset, seed, data):
    places = st.integers(0, len(text)).filter(lambda at: at == len(text) or text[at] & 0xC0 != 0x80)
    span = tuple(sorted((data.draw(places), data.draw(places))))
    cut = choose(text, seed=seed, preset=preset, span=span)
    if cut is not None:
        piece = text[slice(*span)]
        assert 0 <= cut.start <= cut.end <= len(piece)
        piece[: cut.start].decode()
        piece[cut.end :].decode()


@given(python_texts(), presets, st.integers(0, 10**9))
def test_the_same_draw_gives_the_same_cut(text, preset, seed):
    assert choose(text, seed=seed, preset=preset) == choose(text, seed=seed, preset=preset)


@pytest.mark.parametrize("preset", sorted(infill.PRESETS))
def test_wide_characters_are_never_split(preset):
    text = "# é日\U0001f642日é\nx = 'é\U0001f642'\n".encode() * 9
    for seed in range(60):
        cut = choose(text, seed=seed, preset=preset)
        for part in (text[: cut.start], text[cut.start : cut.end], text[cut.end :]):
            part.decode()


def test_shares_of_the_rules_of_codegemma():
    found = collections.Counter(cut.rule for cut in cuts())
    assert set(found) == {"close", "gap", "line", "random"}
    assert 0.05 < found["random"] / 400 < 0.15
    assert found["close"] / 400 > 0.5


def test_some_middles_are_short_and_some_long():
    sizes = sorted(cut.end - cut.start for cut in cuts())
    assert sizes[40] < 25
    assert sizes[-40] > 150


def test_modes_are_even_and_can_be_fixed():
    found = collections.Counter(cut.mode for cut in cuts())
    assert 0.4 < found["spm"] / 400 < 0.6
    assert {cut.mode for cut in cuts(50, spm_rate=0.0)} == {"psm"}
    assert {cut.mode for cut in cuts(50, spm_rate=1.0)} == {"spm"}


def test_the_rate_is_the_share_of_cuts():
    assert 0.75 < sum(cut is not None for cut in cuts(rate=0.8)) / 400 < 0.85
    assert set(cuts(50, rate=0.0)) == {None}


def test_without_a_tree_middles_end_with_their_line():
    for seed in range(100):
        cut = choose(seed=seed, tree=False)
        if cut.rule == "line":
            assert TEXT[cut.end : cut.end + 1] in (b"\n", b"")
        else:
            assert cut.rule == "random"


def test_the_ast_preset_takes_whole_constructs():
    found = collections.Counter(cut.rule for cut in cuts(preset="ast"))
    assert 0.35 < found["node"] / 400 < 0.65
    assert 0.3 < found["siblings"] / 400 < 0.55
    assert found["line"] == 0
    assert 0.05 < found["random"] / 400 < 0.15


def test_the_mix_preset_has_every_rule():
    assert {cut.rule for cut in cuts(preset="mix")} == {*ALIGNED, "line", "random"}


def test_the_line_preset_takes_whole_lines():
    for cut in cuts(50, preset="line"):
        assert cut.start == 0 or TEXT[cut.start - 1 : cut.start] == b"\n"
        assert TEXT[cut.end : cut.end + 1] in (b"\n", b"")


def test_the_random_preset_has_one_rule():
    assert {cut.rule for cut in cuts(50, preset="random")} == {"random"}


@pytest.mark.parametrize(
    ("text", "small"),
    [
        (b"", True),
        (b"x" * 200, True),
        (b"x" * 200 + b"\n" + b"y" * 200 + b"\n", True),
        (b"a\nb\nc\n", True),
        (b"x" * 60 + b"\na\nb", False),
        ("é".encode() * 40 + b"\n\n\n", True),
    ],
    ids=["empty", "one line", "two lines", "short", "three lines", "characters"],
)
def test_small_pieces_are_left_as_they_are(text, small):
    assert infill.is_small(text) is small
    assert (choose(text) is None) is small


def test_a_broken_file_is_cut_too():
    text = TEXT.replace(b":", b"((", 3)
    found = {choose(text, seed=seed).rule for seed in range(100)}
    assert {"close", "line"} <= found


def test_offsets_are_relative_to_the_piece():
    start = TEXT.index(b"class")
    found = [choose(seed=seed, span=(start, len(TEXT)), preset="line") for seed in range(20)]
    assert all(cut.start in (0, *newline_ends(TEXT[start:])) for cut in found)


@pytest.mark.parametrize(
    ("first", "place", "middle", "rule"),
    [
        (b"ames:\n        pr", b"upper", b"ames:\n        print(name.upper(), os.sep)", "close"),
        (b"pper()", b"sep)", b"pper(), os.sep", "close"),
        (b"rst(names)", b'"""Doc', b"rst(names):", "gap"),
        (b"port os", b"\n\ndef first", b"port os", "gap"),
        (b"rst(names)", b"t(names)", b"rst(names):", "line"),
        (b"ocstring", b"over", "ocstring, é and 日本, over\n    two lines.\n    ".encode(), "line"),
    ],
)
def test_cuts_by_hand(first, place, middle, rule):
    start, end = TEXT.index(first), TEXT.index(place)
    draw = Scripted(0.0, 0.9, 0.9, start, 0.0, end)
    cut = infill.choose(TEXT, parse(TEXT), draw)
    assert (TEXT[cut.start : cut.end], cut.rule) == (middle, rule)
    assert (cut.start, cut.mode) == (start, "psm")


def test_seven_of_nine_places_that_must_close_are_uniform():
    start, end = TEXT.index(b"pper()"), TEXT.index(b"sep)")
    for number, uniform in ((0.777, True), (0.778, False)):
        far = end if uniform else 0.0  # 2048 ** 0.0 is a distance of one byte
        cut = infill.choose(TEXT, parse(TEXT), Scripted(0.0, 0.9, 0.9, start, number, far))
        assert TEXT[cut.start : cut.end] == (b"pper(), os.sep" if uniform else b"pper(), os.sep)")
        assert cut.rule == ("close" if uniform else "line")


def test_one_of_ten_cuts_is_as_it_is_drawn():
    start = TEXT.index(b"pper()")
    for number, rule in ((0.0999, "random"), (0.1, "close")):
        rest = (start, start + 6) if rule == "random" else (start, 0.0, start + 6)
        cut = infill.choose(TEXT, parse(TEXT), Scripted(0.0, 0.9, number, *rest))
        assert (cut.rule, cut.start) == (rule, start)


def test_a_middle_that_begins_with_the_file_is_drawn_anew():
    start, end = TEXT.index(b"pper()"), TEXT.index(b"sep)")
    draw = Scripted(0.0, 0.9, 0.9, 0, 0.0, 50, start, 0.0, end)
    assert infill.choose(TEXT, parse(TEXT), draw).start == start


def test_a_long_middle_is_drawn_anew():
    assert max(cut.end - cut.start for cut in cuts(preset="ast")) > 100
    assert max(cut.end - cut.start for cut in cuts(preset="ast", max_middle=100)) <= 100


def test_of_seventeen_long_middles_the_shortest_stays():
    spans = [(0, 90), (5, 80), (2, 81), *[(1, 99)] * 14, (0, 10)]
    draw = Scripted(0.0, 0.9, *itertools.chain.from_iterable(spans))
    cut = infill.choose(TEXT, None, draw, preset="random", max_middle=40)
    assert (cut.start, cut.end) == (5, 80)
    assert draw.numbers == [0, 10]


@pytest.mark.parametrize(
    ("preset", "with_tree", "without"),
    [
        ("ast", "bf36fadbca2a", "07e68a54fcd2"),
        ("codegemma", "b01941c4abb7", "616425da6fe8"),
        ("line", "941b126e24f5", "941b126e24f5"),
        ("mix", "c33bcf650b00", "d70e7d9cad73"),
        ("random", "f8ccf240f25e", "f8ccf240f25e"),
    ],
)
def test_the_cuts_of_a_seed_never_change(preset, with_tree, without):
    """A run that is made again has the same bytes; change these only with the cuts themselves."""
    for tree, expected in ((True, with_tree), (False, without)):
        found = (
            choose(seed=seed, tree=tree, preset=preset, rate=0.9, max_middle=100)
            for seed in range(200)
        )
        shown = "".join(str(cut and (cut.start, cut.end, cut.mode, cut.rule)) for cut in found)
        assert hashlib.sha256(shown.encode()).hexdigest().startswith(expected)


def test_a_rate_below_zero_is_the_presets_own():
    assert infill.rate_of("codegemma", -1.0) == 0.8
    assert infill.rate_of("codegemma_2b_v1_1", -1.0) == 0.9
    assert infill.rate_of("codegemma_2b_v1_1", 0.0) == 0.0
    assert infill.rate_of("line", 0.3) == 0.3


def test_a_construct_that_ends_behind_the_piece_is_cut_at_its_line():
    span = TEXT.index(b"def first"), TEXT.index(b"    return {")
    found = cuts(200, span=span)
    assert {"close", "line"} <= {cut.rule for cut in found}
    assert all(cut.end <= span[1] - span[0] for cut in found)


def newline_ends(text):
    return [at + 1 for at, byte in enumerate(text) if byte == ord("\n")]


def test_an_unknown_preset_is_an_error():
    with pytest.raises(ValueError, match="preset is 'tree'; it must be one of ast, codegemma"):
        choose(preset="tree")


def test_a_span_outside_the_text_is_an_error():
    with pytest.raises(ValueError, match=r"span 3\.\.9999 is not inside"):
        choose(span=(3, 9999))
