"""Reading a run's folder."""

import json
import pathlib
import shutil

import pytest

from repoloom.pipeline.storage import outputs
from repoloom.pipeline.storage.outputs import InspectionError, Output, Part
from tests.pipeline import small_corpus
from tests.pipeline.small_corpus import ALPHA, BETA


@pytest.fixture
def copy(run_folder, tmp_path):
    return pathlib.Path(shutil.copytree(run_folder, tmp_path / "copy"))


def test_a_folder_of_something_else_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(InspectionError, match=r"not an output folder.*--output") as error:
        outputs.open_output(str(tmp_path))
    assert error.value.code == 2


def test_an_unfinished_step_is_named(copy):
    (copy / "shards" / "COMPLETED").unlink()
    with pytest.raises(InspectionError, match=r"'shards'.*not finished.*repoloom run") as error:
        outputs.open_output(str(copy)).manifest("shards")
    assert error.value.code == 1


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"step": "s", "digest": "", "files": 1}'])
def test_a_damaged_manifest_is_named(copy, text):
    (copy / "store" / "manifest.json").write_text(text)
    with pytest.raises(InspectionError, match=r"store/manifest\.json is damaged"):
        outputs.open_output(str(copy)).manifest("store")


def test_a_missing_file_is_named(copy):
    (copy / "tokenizer" / "tokenizer.model").unlink()
    with pytest.raises(InspectionError, match=r"tokenizer\.model is missing"):
        outputs.open_output(str(copy)).tokenizer()


def test_a_file_that_is_not_parquet_is_named(copy):
    output = outputs.open_output(str(copy))
    part = output.parts("store")[0]
    (copy / "store" / part.name).write_bytes(b"not parquet")
    with pytest.raises(InspectionError, match="not readable as Parquet"):
        list(output.records(part, ["repo"]))


def test_a_column_that_another_version_did_not_write_is_named(run_folder):
    part = next(iter(outputs.open_output(str(run_folder)).parts("store")))
    with pytest.raises(InspectionError, match=r"no column 'later'.*another version"):
        next(outputs.open_output(str(run_folder)).records(part, ("repo", "later")))


def test_a_damaged_tokenizer_is_named(copy):
    (copy / "tokenizer" / "tokenizer.model").write_bytes(b"no model")
    with pytest.raises(InspectionError, match=r"tokenizer\.model: .*SentencePiece"):
        outputs.open_output(str(copy)).tokenizer()


def test_names_of_bucket_files():
    part = outputs.part_of("shards", "train-00003-of-00016.parquet")
    assert part == Part("shards", "train", 3, 16, "train-00003-of-00016.parquet")
    assert outputs.part_of("shards", "manifest.json") is None


def test_parts_stand_in_order_and_by_kind(run_folder):
    output = outputs.open_output(run_folder)
    assert [part.name for part in output.parts("shards")] == [
        "train-00001-of-00002.parquet",
        "validation-00000-of-00002.parquet",
    ]
    assert [part.kind for part in output.parts("graph", "pairs")] == ["pairs", "pairs"]


def test_records_of_one_repository(run_folder):
    output = outputs.open_output(run_folder)
    for repo in (ALPHA, BETA, "acme/none"):
        found = [
            record["path"]
            for part in output.parts("store")
            for record in output.records(part, ["repo", "path"], repo)
        ]
        assert found == [file.path for file in small_corpus.FILES if file.repo == repo]


def test_groups_join_buckets_of_different_counts(tmp_path):
    counts = {"store": 4, "verdicts": 4, "shards": 2}
    for step, buckets in counts.items():
        folder = tmp_path / step
        folder.mkdir()
        names = [f"bucket-{n:05d}-of-{buckets:05d}.parquet" for n in range(buckets)]
        files = [{"name": name, "bytes": 0, "sha256": ""} for name in names]
        manifest = {"step": step, "digest": "", "settings": {}, "files": files, "stats": {}}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        (folder / "COMPLETED").touch()
    groups = list(Output(str(tmp_path)).groups(list(counts)))
    assert [
        {step: [part.bucket for part in parts] for step, parts in group.items()} for group in groups
    ] == [
        {"store": [0, 2], "verdicts": [0, 2], "shards": [0]},
        {"store": [1, 3], "verdicts": [1, 3], "shards": [1]},
    ]


def test_rows_start_where_asked(run_folder):
    output = outputs.open_output(run_folder)
    part = output.parts("shards", "train")[0]
    everything = list(output.rows(part))
    assert len(everything) == output.rows_of(part) == 2
    assert list(output.rows(part, first=1)) == everything[1:]


def test_rows_are_counted_where_the_manifest_does_not_say(copy):
    manifest = copy / "shards" / "manifest.json"
    data = json.loads(manifest.read_text())
    for file in data["files"]:
        del file["rows"]
    manifest.write_text(json.dumps(data))
    output = outputs.open_output(str(copy))
    assert [output.rows_of(part) for part in output.parts("shards")] == [2, 1]


def test_the_steps_that_are_finished_in_their_order(copy):
    output = outputs.open_output(f"{copy}/")
    assert output.root == str(copy)
    assert output.finished_steps() == ["store", "verdicts", "tokenizer", "shards"]
    (copy / "verdicts" / "COMPLETED").unlink()
    assert output.finished_steps() == ["store", "tokenizer", "shards"]


def test_a_manifest_is_read_once(copy):
    output = outputs.open_output(str(copy))
    first = output.manifest("store")
    (copy / "store" / "manifest.json").unlink()
    assert output.manifest("store") is first
    assert Output(str(copy)) == output


def test_hidden_files_are_not_named(copy):
    (copy / "tokenizer" / ".partial").write_bytes(b"")
    names = ["COMPLETED", "manifest.json", "tokenizer.model"]
    assert outputs.open_output(str(copy)).names("tokenizer") == names


def test_all_parts_of_a_step_stand_by_kind_and_bucket(run_folder):
    places = [(part.kind, part.bucket) for part in outputs.open_output(run_folder).parts("graph")]
    assert places == [(kind, bucket) for kind in ("edges", "order", "pairs") for bucket in (0, 1)]


def test_a_part_holds_the_repositories_of_its_hash(run_folder):
    store = outputs.open_output(run_folder).parts("store")
    assert [[part.holds(repo) for part in store] for repo in (ALPHA, BETA)] == [
        [False, True],
        [True, False],
    ]


def test_row_groups_without_a_repository_are_not_read(tmp_path, monkeypatch):
    from repoloom.pipeline.storage import store

    monkeypatch.setattr(store, "GROUP_BYTES", 1)
    files = [small_corpus.stored(repo, "a.py", b"x\n") for repo in ("a/a", "b/b", "c/c")]
    (tmp_path / "store").mkdir()
    store.write(str(tmp_path / "store" / "bucket-00000-of-00001.parquet"), files)
    part = Part("store", "bucket", 0, 1, "bucket-00000-of-00001.parquet")
    output, read = Output(str(tmp_path)), []
    with output.file(part) as file:
        real = type(file).read_row_group
        monkeypatch.setattr(
            type(file), "read_row_group",
            lambda self, at, **more: read.append(at) or real(self, at, **more),
        )  # fmt: skip
    for repo, groups in (("b/b", [1]), ("", [0, 1, 2]), ("bb", []), ("a/a", [0]), ("c/c", [2])):
        read.clear()
        found = [record["repo"] for record in output.records(part, ["repo"], repo)]
        assert (found, read) == (
            [repo] if repo and groups else ["a/a", "b/b", "c/c"] if not repo else [],
            groups,
        )


def test_a_shard_of_no_known_format_is_named(copy):
    output = outputs.open_output(str(copy))
    part = output.parts("shards")[0]
    shutil.copy(copy / "store" / "bucket-00000-of-00002.parquet", copy / "shards" / part.name)
    with pytest.raises(InspectionError, match=part.name):
        list(output.rows(part))


def test_without_parts_there_is_no_group(run_folder):
    assert list(outputs.open_output(run_folder).groups(["tokenizer"])) == []
    assert list(outputs.open_output(run_folder).groups([])) == []


def test_a_tokenizer_of_an_unfinished_step_is_refused(copy):
    (copy / "tokenizer" / "COMPLETED").unlink()
    with pytest.raises(InspectionError, match=r"the step 'tokenizer' of .* is not finished"):
        outputs.open_output(str(copy)).tokenizer()
