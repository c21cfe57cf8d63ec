"""Every error that a user can make is one line with the way out, and an exit code."""

import pytest

from repoloom.pipeline import run
from tests import job


@pytest.fixture
def source(tmp_path):
    return job.write_folders({"a/b": {"x.py": b"x = 1\n"}}, tmp_path / "source")


def fails(capsys, code, *arguments):
    assert run.main([str(argument) for argument in arguments]) == code
    lines = capsys.readouterr().err.strip().splitlines()
    assert lines[-1].startswith("error: ")
    return lines[-1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--input is missing"),
        (("--input", "x"), "--output is missing"),
        (("--input", "x", "--output", "y", "--fim_rat", "1"), "did you mean --fim_rate?"),
        (("--input", "x", "--output", "y", "--nonsense"), "unknown argument '--nonsense'"),
        (("--input", "x", "--output", "y", "--length", "many"), "invalid int value: 'many'"),
        (("--input", "x", "--output", "y", "--length", "3"), "length is 3; a row needs"),
        (("--input", "x", "--output", "y", "--redact", "perhaps"), "neither true nor false"),
        (("--input", "x", "--output", "y", "--order", "best"), "invalid choice: 'best'"),
        (
            ("--input", "x", "--output", "y", "--config", "/absent.toml"),
            "--config /absent.toml cannot be read",
        ),
        (("--input", "/absent", "--output", "y"), "/absent"),
    ],
)
def test_a_wrong_command_line_exits_with_2(capsys, arguments, message):
    assert message in fails(capsys, 2, *arguments)


def test_the_output_is_a_file(capsys, source, tmp_path):
    (tmp_path / "out").write_bytes(b"")
    error = fails(capsys, 2, "--input", source, "--output", tmp_path / "out")
    assert "is a file; name a folder" in error


def test_the_output_holds_what_no_run_wrote(capsys, source, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_bytes(b"")
    for flag in ((), ("--overwrite",)):
        error = fails(capsys, 2, "--input", source, "--output", tmp_path / "out", *flag)
        assert "holds 'thesis.tex', which no run of repoloom wrote" in error
    assert (tmp_path / "out" / "thesis.tex").exists()


def test_a_second_run_on_one_folder(capsys, source, tmp_path):
    from repoloom.pipeline.running import folder

    (tmp_path / "out").mkdir()
    with folder.locked(str(tmp_path / "out")):
        error = fails(capsys, 2, "--input", source, "--output", tmp_path / "out")
    assert "another run is writing" in error


def test_benchmarks_that_are_no_folder(capsys, source, tmp_path):
    error = fails(
        capsys, 2, "--input", source, "--output", tmp_path / "out", "--benchmarks", "/absent"
    )
    assert "--benchmarks /absent is not a folder" in error


@pytest.mark.slow
def test_no_space_left(capsys, source, tmp_path, monkeypatch):
    from repoloom.pipeline.storage import store

    def full(path, files):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write", full)
    error = fails(capsys, 1, "--input", source, "--output", tmp_path / "out")
    assert "No space left on device" in error
    assert not list((tmp_path / "out").rglob("*.parquet"))
    assert not list((tmp_path / "out").rglob("COMPLETED"))


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"not a model", b""])
def test_a_tokenizer_that_is_none(capsys, source, tmp_path, content):
    model = tmp_path / "my.model"
    model.write_bytes(content)
    error = fails(capsys, 1, "--input", source, "--output", tmp_path / "out", "--tokenizer", model)
    assert "SentencePiece" in error


@pytest.mark.slow
def test_a_tokenizer_without_the_control_tokens(capsys, source, tmp_path):
    import io

    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["some words to learn from", "and some more"] * 20),
        model_writer=model,
        vocab_size=300,
        byte_fallback=True,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    (tmp_path / "my.model").write_bytes(model.getvalue())
    flags = ("--input", source, "--output", tmp_path / "out", "--tokenizer", tmp_path / "my.model")
    error = fails(capsys, 1, *flags)
    assert "<|fim_prefix|>" in error
    assert not (tmp_path / "out" / "tokenizer" / "COMPLETED").exists()
