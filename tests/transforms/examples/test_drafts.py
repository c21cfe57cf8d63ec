import dataclasses

from repoloom.transforms import keyed
from repoloom.transforms.examples import composition, drafts
from repoloom.transforms.records import Piece
from repoloom.transforms.rows import bins, packing

LENGTH = 8192


def repository(name, count, split="train"):
    """A file is 1,000 tokens or so, long ones leave full parts and a rest; groups leave room."""
    draw = keyed.rng(0, "fill", name)
    pieces = []
    for number in range(count):
        left, part = int(draw.lognormvariate(6.9, 1.2)) + 20, 0
        path = f"d{number % 40}/f{number}"
        while left:
            length = min(left, draw.randrange(7900, LENGTH - 2))
            tokens = bytes(4 * length)
            pieces.append(Piece(path, "", "", part, 0, 0, 0, None, masked=False, tokens=tokens))
            left, part = left - length, part + 1
    groups = []
    for number, piece in enumerate(pieces):
        room = sum(pieces[item].length + 1 for item in groups[-1]) if groups else LENGTH
        if room + piece.length > 0.85 * LENGTH:
            groups.append([])
        groups[-1].append(number)
    made = (composition.Group(tuple((i,) for i in group), draw.random()) for group in groups)
    return [drafts.draft(name, split, pieces, group) for group in made]


def fill(examples):
    lengths = [packing.length_of(example) for example in examples]
    return sum(lengths) / len(bins.best_fit(lengths, LENGTH)) / LENGTH


def names(examples):
    return [(one.repo, piece.path, piece.part) for one in examples for piece in one.pieces]


def test_examples_of_a_thousand_files_fill_their_rows():
    made = repository("o/a", 1200)
    (settled,) = drafts.settle([made], LENGTH)
    before = [one.example for one in made]
    assert fill(before) < 0.9
    assert fill(settled) >= 0.99
    assert sorted(names(settled)) == sorted(names(before))


def test_an_example_stays_or_falls_into_its_units():
    made = repository("o/a", 600)
    (settled,) = drafts.settle([made], LENGTH)
    known = {packing.unit_of(one.example) for one in made}
    known |= {packing.unit_of(unit) for one in made for unit in one.units}
    assert {packing.unit_of(example) for example in settled} <= known


def test_a_repository_fills_the_rows_of_another():
    tangled, small = repository("o/a", 600), repository("o/b", 1200)
    loose = [drafts.whole(unit) for one in small for unit in one.units]
    alone, _ = drafts.settle([tangled, []], LENGTH)
    among, others = drafts.settle([tangled, loose], LENGTH)
    assert fill([*among, *others]) >= 0.99
    assert len(among) < len(alone)
    assert others == [one.example for one in loose]


def test_another_split_fills_no_rows():
    tangled, loose = repository("o/a", 600), repository("o/b", 600, "validation")
    apart = [drafts.whole(unit) for one in loose for unit in one.units]
    alone = drafts.settle([tangled], LENGTH)[0]
    assert drafts.settle([tangled, apart], LENGTH)[0] == alone


def test_the_order_of_the_repositories_changes_nothing():
    one, other = repository("o/a", 400), repository("o/b", 400)
    equal = [[dataclasses.replace(draft, strength=0.0) for draft in some] for some in (one, other)]
    assert drafts.settle(equal, LENGTH) == drafts.settle(equal[::-1], LENGTH)[::-1]


def test_a_draft_has_the_pieces_of_its_group_in_order():
    pieces = [Piece(name, "", "", 0, 1, 0, 0, None, False, b"") for name in "abcd"]
    made = drafts.draft("o/a", "train", pieces, composition.Group(((0, 3), (1,)), 2.5))
    assert [piece.path for piece in made.example.pieces] == ["a", "b", "d"]
    assert [[piece.path for piece in one.pieces] for one in made.units] == [["a", "d"], ["b"]]
    assert made.strength == 2.5
