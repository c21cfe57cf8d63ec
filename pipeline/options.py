"""The command line of the main job: our flags, every configuration key, and Beam's own options.

Beam drops a flag that it does not know with a warning; here such a flag is an error.
"""

import argparse
import dataclasses
import difflib
from collections.abc import Sequence
from typing import Any

from repoloom.pipeline import config
from repoloom.pipeline.storage import filesystems

FN_API_RUNNER = "apache_beam.runners.portability.fn_api_runner.fn_runner.FnApiRunner"

_EPILOG = """\
Runners: without --runner, and with --runner=DirectRunner, the job runs in this machine's
processes on Beam's in-process FnApiRunner (the bare DirectRunner of Beam may download another
engine).  It starts one process for each core (--direct_num_workers) where the input is large
enough to be worth it.  --runner=DataflowRunner, FlinkRunner and all other options of Beam are
passed on as they are.
"""


class UsageError(ValueError):
    """The command line cannot be used; the message says why and what to do."""


@dataclasses.dataclass(frozen=True)
class Command:
    """A parsed command line.

    Attributes:
        beam: options for Beam, the runner's name included where one was given.
    """

    inputs: tuple[str, ...]
    output: str
    settings: config.Config
    overwrite: bool
    retry_failed: bool
    debug: bool
    runner: str
    workers: int
    beam: tuple[str, ...]


def parser() -> argparse.ArgumentParser:
    """The flags that are ours."""
    result = argparse.ArgumentParser(
        prog="repoloom run",
        description="Turns source repositories into packed training shards.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        exit_on_error=False,
    )
    add = result.add_argument
    add(
        "--input",
        action="append",
        metavar="PATH",
        help="folder of repositories, repository, archive or table; repeatable",
    )
    add("--output", metavar="FOLDER", help="where results go; run the same command again to resume")
    add("--config", metavar="FILE", default="", help="TOML file of settings; flags win over it")
    add("--overwrite", action="store_true", help="delete what an earlier run left in --output")
    add("--retry_failed", action="store_true", help="try again what failed in --output before")
    add("--debug", action="store_true", help="print the whole traceback of a failure")
    add("--runner", default="", help="a Beam runner; default: in this machine's processes")
    add(
        "--direct_num_workers",
        type=int,
        default=0,
        help="processes of a local run; 0: by input size",
    )
    for section in [
        "",
        *(field.name for field in dataclasses.fields(config.Config) if field.name != "seed"),
    ]:
        group = result.add_argument_group(section or "all steps")
        for where, field in config.fields():
            if where == section:
                _add_key(group, field)
    return result


def _add_key(group: argparse._ArgumentGroup, field: dataclasses.Field[Any]) -> None:
    choices = field.metadata["choices"] or None
    bare: dict[str, Any] = {"nargs": "?", "const": True} if field.type is bool else {}
    group.add_argument(
        f"--{field.name}",
        type=_flag if field.type is bool else field.type,
        choices=choices,
        **bare,
        metavar=None if choices else getattr(field.type, "__name__", "value").upper(),
        help=f"{field.metadata['help']} (default: {field.default!r})".replace("%", "%%"),
    )


def _flag(text: str) -> bool:
    if text.lower() in ("true", "yes", "1", "on"):
        return True
    if text.lower() in ("false", "no", "0", "off"):
        return False
    raise argparse.ArgumentTypeError(f"{text!r} is neither true nor false")


def parse(arguments: Sequence[str]) -> Command:
    """Parses a command line.

    Raises:
        UsageError: a flag is unknown, missing or has a value that cannot be used.
        SystemExit: `--help`.
    """
    try:
        given, rest = parser().parse_known_args(list(arguments))
    except argparse.ArgumentError as error:
        raise UsageError(str(error)) from None
    _reject_unknown(rest)
    if not given.input or not given.output:
        missing = "--output" if given.input else "--input"
        raise UsageError(f"{missing} is missing; see repoloom run --help")
    values = vars(given)
    keys = {field.name for _, field in config.fields()}
    flags = {key: value for key, value in values.items() if key in keys and value is not None}
    try:
        settings = config.load(_text(given.config), flags)
    except config.ConfigError as error:
        raise UsageError(str(error)) from None
    return Command(
        inputs=tuple(given.input),
        output=given.output,
        settings=settings,
        overwrite=given.overwrite,
        retry_failed=given.retry_failed,
        debug=given.debug,
        runner="" if given.runner == "DirectRunner" else given.runner,
        workers=given.direct_num_workers,
        beam=tuple(rest),
    )


def _text(path: str) -> str:
    if not path:
        return ""
    try:
        return filesystems.read_bytes(path).decode()
    except OSError as error:
        raise UsageError(f"--config {path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise UsageError(f"--config {path} is not UTF-8 text") from None


def _reject_unknown(rest: Sequence[str]) -> None:
    if not rest:
        return
    from apache_beam.options.pipeline_options import PipelineOptions, _BeamArgumentParser

    beam_parser = _BeamArgumentParser(add_help=False, allow_abbrev=False)
    for options in PipelineOptions.__subclasses__():
        options._add_argparse_args(beam_parser)  # the only list of Beam's flags there is
    _, unknown = beam_parser.parse_known_args(list(rest))
    if not unknown:
        return
    name = unknown[0].split("=")[0]
    known = [*parser()._option_string_actions, *beam_parser._option_string_actions]
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}?" if close else "see repoloom run --help"
    raise UsageError(f"unknown argument {unknown[0]!r}; {hint}")
