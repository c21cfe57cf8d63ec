"""The shards of a run in the libraries that others train with; each skips where it is missing.

`pip install -e '.[interop]'` brings them all.  What the shards hold is compared with our own
reader.
"""

import itertools
import pathlib

import numpy as np
import pyarrow.dataset as ds
import pytest

from repoloom.pipeline.exports import conversion, maxtext
from repoloom.pipeline.storage import outputs, shards
from tests.pipeline import small_run

# Their deprecations are theirs.
pytestmark = pytest.mark.filterwarnings("ignore")


def need(name):
    return pytest.importorskip(name, reason=f"{name} is not installed: extra `interop`")


@pytest.fixture(scope="module")
def rows(run_folder):
    paths = sorted(pathlib.Path(run_folder, "shards").glob("train-*.parquet"))
    return [row for path in paths for row in shards.read(path)]


def ids_of(row):
    return shards.arrays(row)[0].tolist()


def labels_of(row):
    return np.frombuffer(row.labels or shards.default_labels(row), "<i4").tolist()


def positions_of(row):
    return list(itertools.chain(*(range(size) for size in row.lengths)))


def load(run_folder):
    datasets = need("datasets")
    files = str(pathlib.Path(run_folder, "shards", "train-*.parquet"))
    cache = str(pathlib.Path(run_folder).parent / "datasets")
    return datasets.load_dataset("parquet", data_files={"train": files}, cache_dir=cache)["train"]


def test_pyarrow(run_folder, rows):
    found = ds.dataset(f"{run_folder}/shards", format="parquet", exclude_invalid_files=True)
    table = found.to_table(columns=["row_key", "input_ids", "seq_lengths"])
    by_key = {row["row_key"]: row for row in table.to_pylist()}
    for row in rows:
        assert by_key[row.key]["input_ids"] == ids_of(row)
        assert by_key[row.key]["seq_lengths"] == list(row.lengths)


def test_hugging_face_datasets(run_folder, rows):
    found = load(run_folder)
    assert found["input_ids"][:] == [ids_of(row) for row in rows]
    assert found["seq_lengths"][:] == [list(row.lengths) for row in rows]
    assert found["labels"][:] == [labels_of(row) for row in rows]
    paths = [[[file["path"] for file in s["files"]] for s in row] for row in found["segments"]]
    assert paths == [[[file.path for file in s.files] for s in row.segments] for row in rows]


def collate(run_folder):
    need("torch")
    trainer = need("trl.trainer.sft_trainer")
    found = load(run_folder).select_columns(["input_ids", "seq_lengths", "labels"])
    collator = trainer.DataCollatorForLanguageModeling(pad_token_id=0, padding_free=True)
    return collator([found[index] for index in range(len(found))])


def test_trl_collator_keeps_labels_and_borders(run_folder, rows):
    batch = collate(run_folder)
    assert batch["input_ids"].tolist() == [list(itertools.chain(*map(ids_of, rows)))]
    assert batch["labels"].tolist() == [list(itertools.chain(*map(labels_of, rows)))]
    assert batch["position_ids"].tolist() == [list(itertools.chain(*map(positions_of, rows)))]
    starts = np.flatnonzero(batch["position_ids"][0].numpy() == 0)
    assert len(starts) == sum(len(row.lengths) for row in rows)
    assert set(batch["input_ids"][0].numpy()[starts]) == {small_run.tokenizer().bos}
    assert set(batch["labels"][0].numpy()[starts]) == {-100}


def logits(model, row, **more):
    torch = need("torch")
    ids, positions = torch.tensor([ids_of(row)]), torch.tensor([positions_of(row)])
    with torch.no_grad():
        return model(input_ids=ids, position_ids=positions, **more).logits[0].numpy()


@pytest.fixture
def gemma():
    torch, transformers = need("torch"), need("transformers")
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "head_dim": 16}
    config = transformers.GemmaConfig(
        vocab_size=small_run.tokenizer().vocab_size,
        num_attention_heads=2,
        num_key_value_heads=1,
        **sizes,
    )
    return transformers.GemmaForCausalLM(config).eval()


def test_transformers_keeps_segments_apart_without_its_cache_only(gemma, rows):
    row = next(row for row in rows if len(row.lengths) > 1)
    whole, last = ids_of(row), row.lengths[-1]
    changed = shards.PackedRow(
        row.key,
        np.array([3] * (len(whole) - last) + whole[-last:], "<i4").tobytes(),
        row.lengths,
        row.segments,
    )
    apart = [logits(gemma, each, use_cache=False)[-last:] for each in (row, changed)]
    assert np.allclose(*apart, atol=1e-4)
    across = [logits(gemma, each, use_cache=True)[-last:] for each in (row, changed)]
    assert not np.allclose(*across, atol=1e-2)  # the warning in docs/shard-format.md still holds


def test_duckdb(run_folder, rows):
    files = f"{run_folder}/shards/train-*.parquet"
    found = need("duckdb").sql(
        f"select f.path, f.\"end\" - f.start from (select unnest(segments) as s from '{files}'), "
        "unnest(s.files) as t(f)"
    )
    placed = [file for row in rows for segment in row.segments for file in segment.files]
    assert sorted(found.fetchall()) == sorted((f.path, f.end - f.start) for f in placed)


def test_pandas(run_folder, rows):
    pandas = need("pandas")
    paths = sorted(pathlib.Path(run_folder, "shards").glob("train-*.parquet"))
    frame = pandas.concat(pandas.read_parquet(path) for path in paths)
    assert [ids.tolist() for ids in frame["input_ids"]] == [ids_of(row) for row in rows]


def test_grain_reads_parquet(run_folder, rows):
    grain = need("grain")
    found = []
    for path in sorted(pathlib.Path(run_folder, "shards").glob("train-*.parquet")):
        found += list(grain.experimental.ParquetIterDataset(str(path)))
    assert [list(row["input_ids"]) for row in found] == [ids_of(row) for row in rows]


def test_grain_gives_the_six_fields_from_array_records(run_folder, rows, tmp_path):
    grain = need("grain")
    need("array_record.python.array_record_module")
    conversion.write(outputs.open_output(str(run_folder)), "arrayrecord", str(tmp_path / "to"))
    paths = sorted(map(str, (tmp_path / "to").glob("train-*")))
    source = grain.sources.ArrayRecordDataSource(paths)
    found = grain.MapDataset.source(source).map(maxtext.SixFields(length=small_run.LENGTH))
    for fields, row in zip(found, rows, strict=True):
        tokens = len(ids_of(row))
        assert fields["inputs"][:tokens].tolist() == ids_of(row)
        assert fields["inputs_position"][:tokens].tolist() == positions_of(row)
        assert not fields["targets_segmentation"][tokens:].any()
