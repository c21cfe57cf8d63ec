"""The command line of the main job: our flags, every configuration key, and Beam's own options.

A flag that neither we nor Beam know is an error, and so is a value that belongs to no flag.
"""

import argparse
import dataclasses
from collections.abc import Sequence
from typing import Any, NoReturn

from repoloom.pipeline import beam_flags, config
from repoloom.pipeline.storage import filesystems

FN_API_RUNNER = "apache_beam.runners.portability.fn_api_runner.fn_runner.FnApiRunner"

_EPILOG = """\
Runners: without --runner, and with --runner=DirectRunner, the job runs in this machine's
processes on Beam's in-process FnApiRunner (the bare DirectRunner of Beam may download another
engine).  It starts one process for each core (--direct_num_workers) where the input is large
enough to be worth it.  --runner=DataflowRunner, FlinkRunner and all other options of Beam are
passed on as they are; what only a runner's job server knows stands behind a lone `--`, at the end.
"""
MAX_WORKERS = 1024


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


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are ours to print: argparse ends the process for some of them."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def parser() -> argparse.ArgumentParser:
    """The flags that are ours."""
    result = _Parser(
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
    truth: dict[str, Any] = {
        "type": _flag,
        "nargs": "?",
        "const": True,
        "default": False,
        "metavar": "BOOL",
    }
    add("--overwrite", **truth, help="delete what an earlier run left in --output")
    add("--retry_failed", **truth, help="try again what failed in --output before")
    add("--debug", **truth, help="print the whole traceback of a failure")
    add("--runner", default="", help="a Beam runner; default: in this machine's processes")
    add(
        "--direct_num_workers",
        type=_workers,
        default=0,
        metavar="INT",
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
    truth: dict[str, Any] = {"nargs": "?", "const": True} if field.type is bool else {}
    group.add_argument(
        f"--{field.name}",
        **truth,
        type=_flag if field.type is bool else field.type,
        choices=choices,
        metavar=None if choices else getattr(field.type, "__name__", "value").upper(),
        help=f"{field.metadata['help']} (default: {field.default!r})".replace("%", "%%"),
    )


def _flag(text: str) -> bool:
    if text.lower() in ("true", "yes", "1", "on"):
        return True
    if text.lower() in ("false", "no", "0", "off"):
        return False
    raise argparse.ArgumentTypeError(f"{text!r} is neither true nor false")


def _workers(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= MAX_WORKERS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to {MAX_WORKERS}")
    return int(text)


def parse(arguments: Sequence[str]) -> Command:
    """Parses a command line.

    Raises:
        UsageError: a flag is unknown, missing or has a value that cannot be used.
        SystemExit: `--help`.
    """
    ours = parser()
    own, behind = _divided(list(arguments))
    try:
        given, rest = ours.parse_known_args(own)
        runner = _runner(given.runner)
        beam_flags.check(rest, runner, [*ours._option_string_actions])
    except argparse.ArgumentError as error:
        raise UsageError(str(error)) from None
    except beam_flags.FlagError as error:
        raise UsageError(f"{error}{_before(own, rest)}") from None
    if behind and not runner:
        raise UsageError(f"{behind[0]!r} stands behind `--`, which is for a --runner elsewhere")
    if not given.input or not given.output:
        missing = "--output" if given.input else "--input"
        raise UsageError(f"{missing} is missing; see repoloom run --help")
    values = vars(given)
    keys = {field.name for _, field in config.fields()}
    flags = {key: value for key, value in values.items() if key in keys and value is not None}
    try:
        settings = config.load(_text(given.config), flags, f"--config {given.config}")
    except config.ConfigError as error:
        raise UsageError(str(error)) from None
    return Command(
        inputs=tuple(given.input),
        output=given.output,
        settings=settings,
        overwrite=given.overwrite,
        retry_failed=given.retry_failed,
        debug=given.debug,
        runner=runner,
        workers=given.direct_num_workers,
        beam=(*rest, *behind),
    )


def _divided(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What stands before and behind a lone `--`."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at + 1 :]


def _runner(name: str) -> str:
    """The runner as Beam is given it; "" for this machine's processes, however it is written."""
    return "" if name.lower() in ("direct", "directrunner") else name


def _before(own: Sequence[str], rest: Sequence[str]) -> str:
    """Where a value stands that belongs to no flag: a shell may have made many of one pattern."""
    inputs = [at for at, one in enumerate(own) if one == "--input"]
    stray = [one for one in rest if not one.startswith("-")]
    if inputs and stray and inputs[-1] + 2 < len(own) and own[inputs[-1] + 2] == stray[0]:
        return " (a pattern is quoted, so that no shell takes it apart: --input 'src/*')"
    return ""


def _text(path: str) -> str:
    if not path:
        return ""
    try:
        return filesystems.read_bytes(path).decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"--config {path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise UsageError(f"--config {path} is not UTF-8 text") from None
    except ValueError as error:  # of a filesystem that Beam does not know
        raise UsageError(f"--config {path} cannot be read: {error}") from None
