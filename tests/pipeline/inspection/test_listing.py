"""`repoloom show`: a packed row as the model reads it."""

import dataclasses
import re

import pytest

from repoloom.pipeline.inspection import listing
from repoloom.pipeline.storage import outputs
from repoloom.transforms.rows import packing
from repoloom.transforms.rows.packed import Example, PlacedFile, Range
from tests.pipeline import small_run
from tests.pipeline.small_corpus import ALPHA, BETA


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (1, 9, ""),
        (-3, 5, "only its last 5 tokens, the first end another row"),
        (6, 14, "only its first 4 tokens, the last begin another row"),
    ],
)
def test_a_file_that_stands_in_two_rows_says_so(start, end, said):
    file = PlacedFile("a.py", "python", "MIT", 0, 1, "", "", False, start, end, 0, 30)
    assert listing.note(file, 10).partition("8 tokens")[2].removeprefix(" | ") == said


def test_a_slice_names_its_ranges():
    file = PlacedFile("a.py", "python", "MIT", 0, 1, "", "repeated", True, 1, 9, 4, 20)
    sliced = dataclasses.replace(file, ranges=(Range(4, 9), Range(15, 20)))
    assert "slice" not in listing.note(file, 9)
    assert "| a slice of it, 10 bytes: 4-9, 15-20 | repeated for what" in listing.note(sliced, 9)


def test_show_prints_the_first_row(cli, run_folder):
    status, out, _ = cli("show", run_folder)
    assert status == 0
    assert out.startswith("##### row 0 (train-00001-of-00002.parquet row 0): ")
    assert out.count("##### ") == 1


def test_a_piece_in_psm_order_reads_as_the_model_reads_it(cli, run_folder):
    _, out, _ = cli("show", run_folder, "--row", 1)
    assert (
        "util.py\n"
        "<|fim_prefix|>def double(value):\n    <|fim_suffix|>\n<|fim_middle|>return 2 * value"
    ) in out


def test_provenance_stands_above_the_text(cli, run_folder):
    _, out, _ = cli("show", run_folder, "--row", 1)
    assert "--- vendor/lib.py | python | MIT | no infilling | 43 tokens | loss masked\n" in out
    assert "--- util.py | python | MIT | psm, rule close | 36 tokens\n" in out
    assert "| part 2 of 2, bytes 10 to 21\nSECOND = 2\n" in out
    assert out.count("<|file_separator|>\n--- ") == 3


def test_show_of_a_repository_holds_no_other(cli, run_folder):
    status, out, _ = cli("show", run_folder, "--repo", BETA, "--count", 10)
    assert status == 0
    assert out.count("=== segment") == 1
    assert "naïve café ☃\\r\nsecond line" in out
    assert ALPHA not in out


def test_rows_from_a_number_on(cli, run_folder):
    _, out, _ = cli("show", run_folder, "--row", 1, "--count", 5)
    assert [line.split()[2] for line in out.splitlines() if line.startswith("#####")] == ["1", "2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--row", 3], "row 3 does not exist; .* has 3 rows"),
        (["--repo", "acme/none"], "no row of .* holds the repository 'acme/none'"),
        (["--repo", ALPHA, "--row", 2], "'acme/alpha' from row 2 on"),
    ],
)
def test_a_row_that_does_not_exist(cli, run_folder, arguments, message):
    status, _, err = cli("show", run_folder, *arguments)
    assert status == 2
    assert re.search(message, err)


def test_a_row_of_two_repositories_is_cut_to_the_one_asked_for():
    tokenizer = small_run.tokenizer()
    examples = [
        Example(repo, "train", (small_run.piece("a.py", b"pass\n"),)) for repo in ("a/a", "b/b")
    ]
    (row,) = packing.pack(examples, tokenizer, length=64, seed=0)
    text = "".join(span.text for span in listing.listing(row, "here", tokenizer, "b/b"))
    assert "of 2: b/b, 1 file, " in text
    assert "a/a" not in text


def test_roles_have_their_own_styles(run_folder):
    output = outputs.open_output(run_folder)
    tokenizer = output.tokenizer()
    row = next(row for number, _, _, row in listing.rows(output, 1, "") if number == 1)
    styles = {span.text.strip(): span.style for span in listing.listing(row, "here", tokenizer)}
    roles = [
        styles[text]
        for text in ("def double(value):", "return 2 * value", "util.py", "<|fim_prefix|>")
    ]
    assert len(set(roles)) == 4
    assert styles["def vendored():\n    return None"] == "dim"
