"""Beam's flags pass, what nothing takes is refused, and ours are named before Beam's."""

import re

import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline import beam_flags, options

OURS = [*options.parser()._option_string_actions]


def check(*rest, runner=""):
    beam_flags.check(rest, runner, OURS)


@pytest.mark.parametrize(
    "flags",
    [
        (),
        ("--job_name", "x"),
        ("--job_name=x", "--streaming"),
        ("--project", "p", "--region", "r", "--temp_location", "gs://b/t"),
        ("--num_workers=4", "--worker_machine_type", "n1-standard-4", "--experiments=a"),
        ("--flink_master=host:8081", "--parallelism", "8"),
        ("--spark_master_url", "spark://host", "--job_endpoint=host:8099"),
        ("--environment_type=LOOPBACK", "--s3_region_name", "eu", "--hdfs_host", "h"),
    ],
)
def test_flags_of_any_runner_pass(flags):
    check(*flags)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--workers", "4"), "did you mean --direct_num_workers?"),
        (("--nosuch",), "unknown argument '--nosuch'; see repoloom run --help"),
        (("--vocab-size", "3"), "did you mean --vocab_size?"),
        (("-input", "x"), "did you mean --input?"),
        (("--out=x",), "did you mean --output?"),
        (("--license", "any"), "did you mean --licences?"),
        (("--job_nam=x",), "did you mean --job_name?"),
        (("--dry_run", "true"), "the whole job would run"),
        (("--dry_run=1",), "the whole job would run"),
        (("--dry_run",), "the whole job would run"),
        (("stray",), "'stray' belongs to no flag"),
        (("--streaming", "true"), "'true' belongs to no flag"),
        (("--job_name", "x", "y"), "'y' belongs to no flag"),
        (("--job_name",), "argument --job_name: expected one argument (a flag of Beam)"),
        (("--streaming=true",), "(a flag of Beam)"),
    ],
)
def test_what_nothing_takes_is_refused(flags, message):
    with pytest.raises(beam_flags.FlagError, match=re.escape(message)):
        check(*flags)


def test_a_runner_brings_flags_of_its_own(monkeypatch):
    asked = []

    class Own(PipelineOptions):
        @classmethod
        def _add_argparse_args(cls, parser):
            if asked:
                parser.add_argument("--own_flag")

    monkeypatch.setattr(beam_flags.importlib, "import_module", asked.append)
    check("--own_flag=1", runner="some.module.Runner")
    assert asked == ["some.module"]


@given(st.sampled_from(OURS), st.sampled_from(["-", "_"]), st.booleans())
def test_another_spelling_of_our_flag_finds_it(flag, separator, upper):
    words = flag.strip("-").replace("_", separator)
    written = f"--{words.upper() if upper else words}"
    expected = flag if flag.startswith("--") else ""
    if expected:
        assert beam_flags.nearest(written, OURS, ["--project"]) == expected


@given(st.sampled_from([flag for flag in OURS if len(flag) > 8]), st.data())
def test_our_flag_with_a_letter_less_is_found(flag, data):
    at = data.draw(st.integers(2, len(flag) - 1))
    assert beam_flags.nearest(flag[:at] + flag[at + 1 :], OURS, []) in OURS


def test_a_flag_that_is_near_to_nothing_is_none_of_beams():
    assert beam_flags.nearest("--nosuch", OURS, ["--no_auth", "--zone"]) == ""
    assert beam_flags.nearest("--zne", [], ["--no_auth", "--zone"]) == "--zone"


def test_flags_that_change_nothing_in_a_local_run_are_told():
    (line,) = beam_flags.unheeded(("--num_workers=4", "--job_name", "x"))
    assert line.startswith("--num_workers is for a --runner elsewhere")
    assert "--direct_num_workers" in line
    assert beam_flags.unheeded(("--job_name", "--num_worker")) == []
