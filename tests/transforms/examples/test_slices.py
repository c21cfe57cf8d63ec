"""Which definitions of which files stand in front of an example, and the laws of all slices."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repoloom import languages
from repoloom.transforms.examples import slices
from repoloom.transforms.records import Piece
from repoloom.transforms.tokens import definitions, sections
from tests.strategies import edge

CORE = b'''\
# Money.
import os

def price(amount):
    """What it costs."""
    return amount * 7 // 3


class Shop:
    """Sells."""

    name: str

    def sell(self, thing):
        return thing


    def close(self):
        return 1


def unused():
    return 0
'''
BUDGET = 400


def own(path, text, masked=False, start=0):
    """A piece of one byte a token."""
    return Piece(path, "", "", 0, 1, start, start + len(text), None, masked, bytes(4 * len(text)))


class Repository:
    """Texts as files; every slice is placed with one byte a token, its path line included."""

    def __init__(self, texts, language="python", rate=1.0):
        self.texts, self.language, self.rate, self.placed = texts, language, rate, []

    @property
    def files(self):
        return slices.Files(self.texts.__getitem__, self.sections, self.place)

    def sections(self, path):
        text = self.texts[path]
        tree = languages.parse(self.language, text)
        return definitions.definitions(self.language, text, tree, [text.find(b"import")])

    def place(self, path, ranges):
        self.placed.append((path, ranges))
        size = len(path) + 1 + sum(end - start for start, end in ranges)
        made = own(path, b"")
        tokens = bytes(4 * int(size * self.rate))
        return dataclasses.replace(made, tokens=tokens, repeated=True, masked=True, ranges=ranges)

    def add(self, groups, edges, budget=BUDGET, share=0.5):
        rank = {path: number for number, path in enumerate(self.texts)}
        pieces = [
            [own(path, self.texts[path], **marks) for path, marks in group] for group in groups
        ]
        return slices.add(
            [tuple(group) for group in pieces], edges, self.files, rank, budget=budget, share=share
        )

    def shown(self, piece):
        return b"".join(self.texts[piece.path][start:end] for start, end in piece.ranges).decode()


def front(text, core=CORE, budget=BUDGET, share=0.5):
    """What stands of `core.py` in front of a file with this text that imports it."""
    one = Repository({"core.py": core, "user.py": text})
    (group,) = one.add([[("user.py", {})]], [edge("user.py", "core.py")], budget, share)
    assert group[-1].path == "user.py"
    return [one.shown(piece) for piece in group[:-1]]


def test_a_definition_whose_name_is_used_stands_in_front():
    assert front(b"price(1)\n") == ["def price(amount):\n"]
    assert front(b"nothing(1)\n") == []


def test_words_and_bodies_stand_where_they_hold_names_that_are_used():
    assert front(b"price(costs)\n") == ['def price(amount):\n    """What it costs."""\n']
    body = CORE.replace(b"amount * 7", b"divide(amount)")
    assert "return divide" in front(b"price(divide)\n", body)[0]
    assert "return divide" not in front(b"price(1)\n", body)[0]


def test_a_member_stands_in_the_header_of_its_class():
    assert front(b"x.sell(1)\n") == ["class Shop:\n    def sell(self, thing):\n"]


def test_the_share_bounds_what_is_taken_and_the_worthier_comes_first():
    text = b"price(1); sell(thing)\n"
    assert len(front(text, share=0.5)[0].splitlines()) > 2
    # The path line takes 8 tokens and the separator one.
    assert front(text, share=0.12) == ["class Shop:\n    def sell(self, thing):\n"]
    assert front(text, share=0.119) == ["def price(amount):\n"]
    assert front(text, share=0.07) == ["def price(amount):\n"]
    assert front(text, share=0.069) == []


def test_what_the_example_has_is_not_repeated_and_context_needs_nothing():
    one = Repository({"core.py": CORE, "user.py": b"price(1)\n", "other.py": b"price(2)\n"})
    edges = [edge("user.py", "core.py"), edge("other.py", "core.py")]
    groups = [[("core.py", {}), ("user.py", {})], [("other.py", {"masked": True})]]
    assert [len(group) for group in one.add(groups, edges)] == [2, 1]


def test_slices_stand_in_arranged_order_and_once_for_each_file():
    texts = {"b.py": b"def second():\n    pass\n", "a.py": b"def first():\n    pass\n"}
    one = Repository(texts | {"u.py": b"first(second)\n", "v.py": b"second(first)\n"})
    edges = [edge(user, path) for user in ("u.py", "v.py") for path in ("a.py", "b.py")]
    (group,) = one.add([[("u.py", {}), ("v.py", {})]], edges)
    assert [piece.path for piece in group] == ["b.py", "a.py", "u.py", "v.py"]


def test_so_many_files_are_sliced_and_no_more_the_nearest_first(monkeypatch):
    texts = {
        f"{name}.py": b"def call():\n    return %b\n" % name.encode() for name in ("far", "near")
    }
    one = Repository(texts | {"u.py": b"call(far, near)\n"})
    edges = [edge("u.py", "near.py"), edge("near.py", "far.py")]
    (group,) = one.add([[("u.py", {})]], edges)
    assert [piece.path for piece in group] == ["far.py", "near.py", "u.py"]
    monkeypatch.setattr(slices, "MOST_SLICED", 1)
    (group,) = one.add([[("u.py", {})]], edges)
    assert [piece.path for piece in group] == ["near.py", "u.py"]


def test_a_file_of_which_nothing_is_known_is_taken_whole_where_it_is_imported():
    one = Repository({"data": b"price 1\nsell 2\n", "core.py": CORE, "u.py": b"price(1)\n"})
    known = one.sections
    one.sections = lambda path: sections.whole(one.texts[path]) if path == "data" else known(path)
    (group,) = one.add([[("u.py", {})]], [edge("u.py", "data"), edge("u.py", "core.py")])
    assert [piece.path for piece in group] == ["data", "u.py"]  # all that it names
    assert one.shown(group[0]) == "price 1\nsell 2\n"
    (group,) = one.add([[("u.py", {})]], [edge("u.py", "core.py"), edge("core.py", "data")])
    assert [piece.path for piece in group] == ["core.py", "u.py"]


def test_a_part_of_a_long_file_has_slices_for_its_own_text():
    text = b"price(1)\n" + b"sell(thing)\n"
    one = Repository({"core.py": CORE, "user.py": text})
    parts = own("user.py", text[:9]), own("user.py", text[9:], start=9)
    rank = {"core.py": 0, "user.py": 1}
    found = slices.add(
        [(part,) for part in parts],
        [edge("user.py", "core.py")],
        one.files,
        rank,
        budget=400,
        share=0.5,
    )
    assert ["price" in one.shown(group[0]) for group in found] == [True, False]
    assert ["sell" in one.shown(group[0]) for group in found] == [False, True]


@pytest.mark.parametrize("rate", [0.5, 1.0, 1.7])
def test_an_estimate_that_was_low_costs_the_last_parts(rate):
    one = Repository({"core.py": CORE, "user.py": b"price(1); sell(thing); close()\n"}, rate=rate)
    (group,) = one.add([[("user.py", {})]], [edge("user.py", "core.py")], share=0.3)
    assert sum(piece.length + 1 for piece in group[:-1]) <= 120
    assert len(group) == 2


WORDS = ("price", "sell", "close", "Shop", "amount", "unused", "thing", "other")
PATHS = ("a.py", "b.py", "c.py", "d.py")


@st.composite
def repositories(draw):
    def text():
        some = draw(st.lists(st.sampled_from(WORDS), max_size=4))
        made = [
            draw(
                st.sampled_from(
                    [
                        f"def {word}({other}):\n    # {other}\n    return {word}\n",
                        f"class {word}:\n    '''{other}'''\n    def {other}(self):\n        pass\n",
                        f"{word}({other})\n",
                        "\n",
                    ]
                )
            )
            for word, other in zip(some, reversed(some), strict=True)
        ]
        return "".join(made).encode()

    return {path: text() for path in PATHS}


@settings(deadline=None)
@given(
    repositories(),
    st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(PATHS)), max_size=8),
    st.permutations(PATHS),
    st.integers(1, 4),
    st.sampled_from([0.6, 1.0, 1.4]),
)
def test_slices_are_text_of_files_that_are_missing_within_the_budget(texts, arcs, order, cut, rate):
    one = Repository({path: texts[path] for path in order}, rate=rate)
    groups = [[(path, {}) for path in order[:cut]], [(path, {}) for path in order[cut:]]]
    edges = [edge(*arc) for arc in arcs]
    found = one.add(groups, edges, budget=500, share=0.2)
    assert found == one.add(groups, edges, budget=500, share=0.2)
    for group, before in zip(found, groups, strict=True):
        copies = group[: len(group) - len(before)]
        paths = [path for path, _ in before]
        assert [piece.path for piece in group[len(copies) :]] == paths
        assert sum(piece.length + 1 for piece in copies) <= 100
        assert [piece.path for piece in copies] == [
            p for p in order if p in {c.path for c in copies}
        ]
        for piece in copies:
            assert piece.path not in paths
            size = len(texts[piece.path])
            ends = [place for span in piece.ranges for place in span]
            assert ends == sorted(set(ends))
            assert 0 <= ends[0] < ends[-1] <= size
            whole = {0, size} | {at + 1 for at, byte in enumerate(texts[piece.path]) if byte == 10}
            assert set(ends) <= whole
            used = b" ".join(texts[path] for path in paths)
            assert any(word in one.shown(piece) and word.encode() in used for word in WORDS)
