"""Code lengths of pieces: what context buys, whose names count, and equal contexts."""

from collections import Counter

import pytest

from benchmarks.context_value import lengths
from benchmarks.context_value.corpus import Corpus, Key, Shown
from benchmarks.context_value.lengths import Meter
from benchmarks.context_value.predictor import Predictor

PRIME = b"class Work:\n    def work(self, value):\n        return value.items\n" * 40
TEXTS = {
    "zebra.py": b"class Zebra:\n    def gallop_sideways(self, value):\n        return value\n",
    "use.py": b"from zebra import Zebra\n\n\ndef ride(value):\n    return Zebra().gallop_sideways(value)\n",
    "other.py": b"class Heron:\n    def stand_in_water(self, value):\n        return value\n",
    "notes.md": b"# Of herons and of zebras\n",
}
CORPUS = Corpus(
    None,
    {("a/a", path): text for path, text in TEXTS.items()},
    {("a/a", path): "python" if path.endswith("py") else "markdown" for path in TEXTS},
)


def key(path):
    return Key("a/a", path, 0, len(TEXTS[path]))


def example(*paths):
    return tuple(Shown(key(path), path.endswith("py")) for path in paths)


def meter(prime=PRIME, corpus=CORPUS):
    return Meter(Predictor(16, 1 << 20), prime, corpus, ["a/a"])


def names(path, prime=PRIME):
    spans = lengths.names_of(CORPUS, ["a/a"], set(lengths.NAME.findall(prime)))(key(path))
    return [TEXTS[path][start:end] for start, end in spans]


def test_a_context_that_holds_the_names_makes_them_cheap():
    found = {
        first: meter().lengths([example(first, "use.py")])[key("use.py")]
        for first in ("zebra.py", "other.py")
    }
    alone = meter().lengths([example("use.py")])[key("use.py")]
    assert found["zebra.py"].name_bits < 0.5 * found["other.py"].name_bits
    assert found["zebra.py"].bits < 0.75 * min(alone.bits, found["other.py"].bits)
    assert alone.names == 2


def test_names_count_once_where_another_file_has_them_and_the_prime_has_not():
    assert names("use.py") == [b"Zebra", b"gallop_sideways"]
    assert names("use.py", PRIME + b"Zebra") == [b"gallop_sideways"]
    assert names("other.py") == []


def test_names_in_what_is_no_code_are_in_no_other_file():
    texts = {**CORPUS.texts, ("a/a", "notes.md"): b"Heron"}
    corpus = Corpus(None, texts, CORPUS.languages)
    found = lengths.names_of(corpus, ["a/a"], set())(key("other.py"))
    names = [TEXTS["other.py"][start:end] for start, end in found]
    assert names == [b"class", b"self", b"value", b"return"]


def test_one_example_does_not_know_of_another():
    one, other = example("zebra.py", "use.py"), example("use.py", "other.py")
    both = meter()
    both.lengths([one])
    assert both.lengths([other]) == meter().lengths([other])


def test_what_stands_before_a_piece_is_counted():
    found = meter().lengths([example("notes.md", "use.py", "zebra.py", "notes.md")])
    before = len(b"notes.md\n\n") + len(TEXTS["notes.md"])
    assert set(found) == {key("use.py"), key("zebra.py")}
    assert found[key("use.py")][4:] == (before, False)
    after = before + len(b"use.py\n\n") + len(TEXTS["use.py"])
    assert found[key("zebra.py")][4:] == (after, True)
    assert found[key("use.py")].size == len(TEXTS["use.py"])


def test_bits_are_those_of_the_text_and_not_of_its_path():
    predictor = Predictor(16, 1 << 20)
    predictor.code(PRIME + b"use.py\n")
    bits = predictor.code(TEXTS["use.py"]).sum()
    assert meter().lengths([example("use.py")])[key("use.py")].bits == pytest.approx(bits)
    assert meter().after(key("use.py"), b"").bits == pytest.approx(bits)


def test_only_the_head_of_a_piece_is_paid_behind_equal_contexts(monkeypatch):
    monkeypatch.setattr(lengths, "HEAD", 20)
    context = b"zebra.py\n" + TEXTS["zebra.py"] + b"\n"
    found = meter().after(key("use.py"), context)
    whole = meter().lengths([example("zebra.py", "use.py")])[key("use.py")]
    assert (found.size, found.names, found.context) == (20, 0, len(context))
    assert found.bits < whole.bits


def test_contexts_end_where_the_piece_begins():
    found = lengths.contexts(CORPUS, [example("notes.md", "use.py", "zebra.py")])
    before = b"notes.md\n" + TEXTS["notes.md"] + b"\n"
    after = b"use.py\n" + TEXTS["use.py"] + b"\n"
    assert found == {key("use.py"): before, key("zebra.py"): before + after}
    examples = [example("notes.md", "use.py", "zebra.py")]
    assert lengths.contexts(CORPUS, examples, 10)[key("zebra.py")] == (before + after)[-10:]
    some = lengths.contexts(CORPUS, examples, of={key("zebra.py"), key("notes.md")})
    assert some == {key("zebra.py"): before + after}


def test_contexts_are_equal_in_all_arms():
    keys = [Key("a/a", str(number), 0, 1) for number in range(30)]
    before = {
        "one": {key: b"x" * (400 + 20 * number) for number, key in enumerate(keys)},
        "other": dict.fromkeys(keys[:20], b"0123456789" * 80),
    }
    found = lengths.equal(before, 10)
    assert set(found["one"]) == set(found["other"]) <= set(keys[5:20])
    assert len(found["one"]) == 10
    for key, context in found["other"].items():
        assert len(context) == len(found["one"][key]) == 400 + 20 * int(key.path)
        assert context.endswith(b"789")
    assert len(lengths.equal(before, 100)["one"]) == 15


def test_pieces_are_drawn_evenly_over_repositories():
    sizes = {"a/a": 50, "b/b": 2, "c/c": 9}
    keys = [Key(repo, str(number), 0, 1) for repo, size in sizes.items() for number in range(size)]
    drawn = lengths.evenly(keys, 14)
    assert Counter(key.repo for key in drawn) == {"a/a": 6, "b/b": 2, "c/c": 6}
    assert drawn == lengths.evenly(reversed(keys), 14)
    assert drawn[:3] == lengths.evenly(keys, 3)
    assert {key.repo for key in drawn[:3]} == set(sizes)
    assert sorted(lengths.evenly(keys, 100)) == sorted(keys)
    of_a = [key for key in drawn if key.repo == "a/a"]
    assert of_a == lengths.anywhere(keys[:50], 6)
    before = {"arm": dict.fromkeys(keys, b"x" * 500)}
    assert list(lengths.equal(before, 14, lengths.evenly)["arm"]) == drawn
