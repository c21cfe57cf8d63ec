import pathlib
import shutil

import pytest

from repoloom.pipeline.storage.outputs import InspectionError, Output
from repoloom.pipeline.verification.form import Form
from tests.pipeline import small_run


def form(run_folder, tmp_path, weave):
    return Form.of(small_run.with_weave(run_folder, tmp_path / "copy", weave))


def test_the_form_of_a_run(run_folder):
    found = Form.of(Output(run_folder))
    assert (found.capacity, found.variant, found.cut, found.repeats.any) == (128, 1, False, False)
    assert found.tokenizer.sha256 == small_run.tokenizer().sha256


@pytest.mark.parametrize(
    ("weave", "expected"),
    [
        ({"length": 512, "spm_variant": 2}, (512, 2, False, False)),
        ({"packing": "concat"}, (0, 1, True, False)),
        ({"packing": "best_fit", "composer": "context"}, (0, 1, False, True)),
        ({"composer": "affinity"}, (0, 1, False, False)),
        ({}, (0, 1, False, False)),
    ],
)
def test_settings_say_what_rows_follow(run_folder, tmp_path, weave, expected):
    found = form(run_folder, tmp_path, weave)
    assert (found.capacity, found.variant, found.cut, found.repeats.any) == expected


def test_a_run_without_shards_has_no_form(run_folder, tmp_path):
    copy = pathlib.Path(shutil.copytree(run_folder, tmp_path / "copy"))
    (copy / "shards" / "COMPLETED").unlink()
    with pytest.raises(InspectionError, match=r"'shards' of .* is not finished"):
        Form.of(Output(str(copy)))
