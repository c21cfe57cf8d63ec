"""The step that provides the tokenizer: given, or trained on what is kept."""

import hashlib
import pathlib

import pytest

from repoloom.pipeline import config
from repoloom.pipeline.running import job, tokenizing
from repoloom.pipeline.storage import steps
from repoloom.pipeline.supplied import identity
from repoloom.transforms.tokens.tokenizer import Tokenizer


def before(given):
    """The finished steps that the tokenizer comes after."""
    return [steps.Step(given.output, name, recorded(given, name)) for name in ("store", "verdicts")]


def recorded(given, name):
    return steps.Step(given.output, name, {}).recorded()["settings"]


def provide(given):
    return tokenizing.run(given, *before(given))


@pytest.fixture
def model(tmp_path, small_model):
    (tmp_path / "my.model").write_bytes(small_model)
    return tmp_path / "my.model"


def test_a_given_model_is_taken_as_it_is(given, copy, model, small_model):
    step = provide(given(copy, tokenizer={"tokenizer": str(model)}))
    path = pathlib.Path(step.path("tokenizer.model"))
    assert path.read_bytes() == small_model
    manifest = step.manifest()
    assert manifest["files"] == [steps.describe(str(path))]
    assert manifest["stats"] == {"vocab_size": Tokenizer.load(small_model).vocab_size}


def test_a_given_model_is_known_by_its_content_and_needs_no_verdicts(given, copy, model):
    step = provide(given(copy, tokenizer={"tokenizer": str(model)}))
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    assert step.settings["tokenizer"]["tokenizer"] == digest
    assert "verdicts" not in step.settings


def test_a_trained_tokenizer_depends_on_the_verdicts(given, ran):
    step = provide(given(ran))
    assert step.settings["verdicts"] == before(given(ran))[1].digest
    assert step.settings["tokenizer"]["tokenizer"] == ""


def test_it_is_trained_with_the_settings_on_a_sample_of_what_is_kept(given, copy, monkeypatch):
    seen = {}
    real = tokenizing.vocabulary.train

    def train(texts, **settings):
        found = list(texts)
        seen.update(settings, texts=found)
        return real(found, **settings)

    def sampled(texts, verdicts, **settings):
        seen.update(settings, parts=(texts, verdicts))
        return real_texts(texts, verdicts, **settings)

    real_texts = tokenizing.shard_parts.training_texts
    monkeypatch.setattr(tokenizing.vocabulary, "train", train)
    monkeypatch.setattr(tokenizing.shard_parts, "training_texts", sampled)
    chosen = {"vocab_size": 520, "tokenizer_model": "bpe", "sample_bytes": 5000}
    given = given(copy, tokenizer=chosen)
    provide(given)
    assert (seen["vocab_size"], seen["model"], seen["sample_bytes"]) == (520, "bpe", 5000)
    _, decided = before(given)
    stats = decided.manifest()["stats"]
    kept = sum(stats[key] for key in stats if key.endswith("/bytes") and "/drop/" not in key)
    assert seen["kept_bytes"] == kept
    assert [(part.folder, part.count) for part in seen["parts"]] == [
        (str(copy / "store"), 1),
        (str(copy / "verdicts"), 1),
    ]
    assert len(seen["texts"]) == stats["verdict/train/-/files"]


def test_a_finished_tokenizer_is_left(given, copy, monkeypatch):
    monkeypatch.setattr(job, "do", lambda *arguments: pytest.fail("it is done again"))
    assert provide(given(copy)).finished()


@pytest.mark.parametrize("content", [b"not a model", b""])
def test_a_model_that_does_not_load_finishes_nothing(given, copy, model, content):
    model.write_bytes(content)
    with pytest.raises(ValueError, match="SentencePiece"):
        provide(given(copy, tokenizer={"tokenizer": str(model)}))
    assert not (copy / "tokenizer" / "COMPLETED").exists()
    assert not (copy / "tokenizer" / "tokenizer.model").exists()


def test_a_model_that_is_not_there_is_said(given, copy):
    with pytest.raises(identity.IdentityError, match="--tokenizer /absent cannot be read"):
        provide(given(copy, tokenizer={"tokenizer": "/absent"}))


def test_a_given_model_is_tried_before_any_work(given, tmp_path, model):
    tokenizing.check(given(tmp_path))
    tokenizing.check(given(tmp_path, tokenizer={"tokenizer": str(model)}))
    with pytest.raises(identity.IdentityError, match="--tokenizer /absent cannot be read"):
        tokenizing.check(given(tmp_path, tokenizer={"tokenizer": "/absent"}))
    model.write_bytes(b"x")
    with pytest.raises(config.ConfigError, match=f"--tokenizer {model}: not a SentencePiece"):
        tokenizing.check(given(tmp_path, tokenizer={"tokenizer": str(model)}))


def test_a_text_that_does_not_fill_the_vocabulary_is_told(given, copy, caplog):
    provide(given(copy, tokenizer={"vocab_size": 4096}))
    assert "the kept text fills 429 of the 4096 pieces of --vocab_size" in caplog.text


def test_without_a_file_to_train_on_the_reasons_are_pointed_to(given, copy):
    manifest = copy / "verdicts" / "manifest.json"
    text = manifest.read_text().replace("verdict/train/", "verdict/drop/")
    manifest.write_text(text)
    with pytest.raises(job.RunError, match=r"no file is left to train .*--policy"):
        provide(given(copy, tokenizer={"vocab_size": 600}))
