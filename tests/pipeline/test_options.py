"""The command line of the main job: ours, the settings, and Beam's own options."""

import re

import pytest

from repoloom.pipeline import config, options

COMMAND = ("--input", "x", "--output", "y")


def parse(*flags):
    return options.parse([*COMMAND, *flags])


def test_a_command_without_flags_has_the_defaults():
    found = parse()
    assert (found.inputs, found.output, found.settings) == (("x",), "y", config.Config())
    assert (found.overwrite, found.debug, found.runner, found.workers, found.beam) == (
        False, False, "", 0, (),
    )  # fmt: skip


def test_every_flag_of_ours():
    flags = ("--input", "z", "--overwrite", "--debug", "--runner", "R", "--direct_num_workers", "3")
    found = parse(*flags)
    assert found.inputs == ("x", "z")
    assert (found.overwrite, found.debug, found.runner, found.workers) == (True, True, "R", 3)


def test_the_direct_runner_is_this_machine():
    assert parse("--runner", "DirectRunner").runner == ""


def test_options_of_beam_are_passed_on_as_they_are():
    assert parse("--job_name=x", "--streaming").beam == ("--job_name=x", "--streaming")


@pytest.mark.parametrize(
    ("section", "field"), config.fields(), ids=lambda it: getattr(it, "name", it)
)
def test_every_setting_is_a_flag(section, field):
    choices = field.metadata["choices"]
    text = {bool: str(not field.default), str: choices[-1] if choices else "given"}.get(
        field.type, "1024" if field.name != "spm_variant" else "2"
    )
    text = "0.5" if field.type is float else text
    found = getattr(parse(f"--{field.name}", text).settings, section) if section else None
    value = getattr(found, field.name) if section else parse("--seed", text).settings.seed
    assert type(value) is field.type
    assert str(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("YES", True), ("1", True), ("on", True),
     ("false", False), ("No", False), ("0", False), ("off", False)],
)  # fmt: skip
def test_true_and_false_have_several_words(text, value):
    assert parse("--redact", text).settings.ingest.redact is value


def test_flags_win_over_the_file_and_a_flag_of_the_default_does_too(tmp_path):
    (tmp_path / "a.toml").write_text("seed = 3\n[weave]\nlength = 512\nfim_rate = 0.5\n")
    found = parse("--config", str(tmp_path / "a.toml"), "--length", "8192").settings
    assert (found.seed, found.weave.length, found.weave.fim_rate) == (3, 8192, 0.5)


def test_a_file_that_is_no_text_is_said(tmp_path):
    (tmp_path / "a.toml").write_bytes(b"\xff")
    with pytest.raises(options.UsageError, match=r"--config .* is not UTF-8 text"):
        parse("--config", str(tmp_path / "a.toml"))


def test_the_help_has_every_setting_with_its_default():
    text = options.parser().format_help()
    for _, field in config.fields():
        assert f"--{field.name} " in text
    assert "(default: 8192)" in text
    assert "repoloom run" in text


def test_help_leaves(capsys):
    with pytest.raises(SystemExit) as left:
        options.parse(["--help"])
    assert left.value.code == 0
    assert "--redaction_key" in capsys.readouterr().out


def test_no_flag_is_taken_for_one_that_begins_like_it():
    with pytest.raises(options.UsageError, match="did you mean --length"):
        parse("--lengt", "512")


def test_a_flag_of_beam_that_is_nearly_right_is_named():
    with pytest.raises(options.UsageError, match="did you mean --job_name"):
        parse("--job_nam=x")


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
    ],
)
def test_a_wrong_command_line_is_said(arguments, message):
    with pytest.raises(options.UsageError, match=re.escape(message)):
        options.parse(arguments)
