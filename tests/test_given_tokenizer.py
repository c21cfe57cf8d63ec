"""A tokenizer that somebody else made, through the whole job by `--tokenizer`."""

import numpy as np
import pytest
import sentencepiece

from repoloom.pipeline import show
from repoloom.pipeline.storage import outputs
from repoloom.transforms.tokens import vocabulary
from tests import job
from tests.transforms.tokens import test_bytelevel

pytestmark = pytest.mark.slow

FIM = (vocabulary.FIM_PREFIX, vocabulary.FIM_MIDDLE, vocabulary.FIM_SUFFIX)
SYMBOLS = (*FIM, vocabulary.FILE_SEPARATOR)
SPELT = "".join(f"print('{name}', '\u2581', 1)\n" for name in (*SYMBOLS, "<bos>", "<eos>")).encode()


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    made = job.corpus(2)
    made["owner0/shop"]["shop/symbols.py"] = SPELT
    return job.write_folders(made, tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def gemma_model(tmp_path_factory):
    """Gemma's ids, and its symbols as user-defined ones, which a text could spell out."""
    path = tmp_path_factory.mktemp("model") / "gemma"
    lines = [line.decode() for files in job.corpus().values() for line in _lines(files)]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_prefix=str(path),
        vocab_size=600,
        hard_vocab_limit=False,
        num_threads=1,
        byte_fallback=True,
        normalization_rule_name="identity",
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        user_defined_symbols=["<mask>", *(f"<unused{n}>" for n in range(62)), *SYMBOLS, "\n"],
        pad_id=0,
        pad_piece="<pad>",
        eos_id=1,
        eos_piece="<eos>",
        bos_id=2,
        bos_piece="<bos>",
        unk_id=3,
        minloglevel=2,
    )
    return path.with_suffix(".model")


def _lines(files):
    for data in files.values():
        if b"\0" not in data:
            yield from data.decode("utf-8", "ignore").encode().splitlines()


def run(source, output, model):
    job.run(source, output, "--tokenizer", str(model))
    assert show.main(["verify", str(output)]) == 0
    return outputs.open_output(str(output))


def counts(output, tokenizer):
    """How often each control id occurs, and what provenance makes of it."""
    names = ("bos", "eos", "fim_prefix", "fim_middle", "fim_suffix", "file_separator")
    found, expected = dict.fromkeys(names, 0), dict.fromkeys(names, 0)
    for part in output.parts("shards"):
        for row in output.rows(part):
            ids = np.frombuffer(row.input_ids, "<i4")
            for name in names:
                found[name] += np.count_nonzero(ids == getattr(tokenizer, name))
            for segment in row.segments:
                expected["bos"] += 1
                expected["eos"] += 1
                expected["file_separator"] += len(segment.files) - 1
                for name in names[2:5]:
                    expected[name] += sum(bool(file.mode) for file in segment.files)
    return found, expected


def test_a_model_with_gemmas_ids(source, tmp_path, gemma_model):
    output = run(source, tmp_path / "out", gemma_model)
    tokenizer = output.tokenizer()
    assert (tokenizer.pad, tokenizer.eos, tokenizer.bos) == (0, 1, 2)
    assert (tokenizer.fim_prefix, tokenizer.fim_middle, tokenizer.fim_suffix) == (67, 68, 69)
    assert tokenizer.file_separator == 70
    assert output.manifest("shards").settings["tokenizer"] == tokenizer.sha256
    found, expected = counts(output, tokenizer)
    assert found == expected  # the file that spells the symbols out brought none of their ids


def test_a_tokenizer_json(source, tmp_path):
    path = tmp_path / "tokenizer.json"
    path.write_bytes(test_bytelevel.model())
    output = run(source, tmp_path / "out", path)
    found, expected = counts(output, output.tokenizer())
    assert found == expected
