"""The command line of the main job: ours, the settings, and Beam's own options."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize("name", ["DirectRunner", "directrunner", "direct"])
def test_the_direct_runner_is_this_machine(name):
    assert parse("--runner", name).runner == ""
    assert parse("--runner", "FlinkRunner").runner == "FlinkRunner"


@pytest.mark.parametrize(
    ("flags", "value"),
    [((), False), (("--overwrite",), True), (("--overwrite", "true"), True),
     (("--overwrite=no",), False)],
)  # fmt: skip
def test_a_switch_may_have_its_value(flags, value):
    assert parse(*flags).overwrite is value
    assert parse(*(flag.replace("overwrite", "debug") for flag in flags)).debug is value


def test_a_setting_that_is_true_or_false_is_a_switch_too():
    assert parse("--compare_orders").settings.weave.compare_orders is True
    with pytest.raises(options.UsageError, match="'src' is neither true nor false"):
        parse("--compare_orders", "src")


def test_what_only_a_job_server_knows_stands_behind_two_dashes():
    found = parse("--runner", "FlinkRunner", "--parallelism=2", "--", "--checkpointingInterval=9")
    assert found.beam == ("--parallelism=2", "--checkpointingInterval=9")
    with pytest.raises(options.UsageError, match="'--x' stands behind `--`, which is for a"):
        parse("--", "--x")


@pytest.mark.parametrize("number", ["-1", "1025", "many", "", "1.5"])
def test_a_number_of_processes_that_no_machine_has(number):
    with pytest.raises(options.UsageError, match="is not a number from 0 to 1024"):
        parse("--direct_num_workers", number)


def test_a_pattern_that_a_shell_has_taken_apart():
    with pytest.raises(options.UsageError, match=r"'b' belongs to no flag.*a pattern is quoted"):
        options.parse(["--input", "a", "b", "c", "--output", "y"])
    with pytest.raises(options.UsageError) as found:
        options.parse(["--input", "a", "--output", "y", "b"])
    assert "pattern" not in str(found.value)


@pytest.mark.parametrize("value", [b"nul\0", b"\x1b[0m", b"\xff"])
@pytest.mark.parametrize("key", ["revision", "policy", "tokenizer", "text_column"])
def test_a_text_that_no_name_has(key, value):
    with pytest.raises(options.UsageError, match=f"--{key} is .*; it (holds a control|is not UTF)"):
        parse(f"--{key}={value.decode('utf-8', 'surrogateescape')}")


@pytest.mark.parametrize("value", ["", " ", "-x"])
def test_a_revision_that_is_none(value):
    with pytest.raises(options.UsageError, match=f"--revision is '{value}'; give a branch"):
        parse(f"--revision={value}")


WORDS = st.text(max_size=12) | st.sampled_from(["-1", "0", "1e99", "nan", "9" * 5000, "true", "--"])


@given(st.sampled_from([field.name for _, field in config.fields()]), WORDS)
def test_any_text_for_any_flag_is_a_setting_or_a_clear_error(name, text):
    try:
        found = parse(f"--{name}={text}").settings
    except options.UsageError as error:
        assert name in str(error)  # noqa: PT017  # both outcomes are right
    else:
        assert isinstance(found, config.Config)


@given(st.lists(st.text(max_size=9) | st.sampled_from(["--input", "--output", "x"]), max_size=5))
def test_any_command_line_is_understood_or_refused(arguments):
    try:
        options.parse(arguments)
    except options.UsageError as error:
        assert str(error)  # noqa: PT017
    except SystemExit as left:
        assert left.code == 0  # noqa: PT017  # --help


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
    text = ".given=python" if field.name == "languages" else text
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


def test_a_mark_of_byte_order_is_no_part_of_the_file(tmp_path):
    (tmp_path / "a.toml").write_text("seed = 3\n", encoding="utf-8-sig")
    assert parse("--config", str(tmp_path / "a.toml")).settings.seed == 3


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
        (("--input", "x", "--output", "y", "--length", "3"), "--length is 3; a row needs"),
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
