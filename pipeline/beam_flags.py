"""Beam's own flags on our command line: which there are, and what a wrong flag was meant to be.

Beam drops a flag that it does not know with a warning, and runs.  Here such a flag is refused, and
so is a value that belongs to no flag.  What is named for a wrong flag is one of ours where one is
near: Beam has two hundred, and something is near to everything.
"""

import argparse
import contextlib
import difflib
import importlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NoReturn

REFUSED: Mapping[str, str] = {
    "--dry_run": "Dataflow's runner alone heeds it, and here the whole job would run; see "
    "`repoloom run --help`",
}
"""Flags that Beam knows and a user would misread, and what is said of them."""
ELSEWHERE: Mapping[str, str] = {
    "--num_workers": "--direct_num_workers",
    "--max_num_workers": "--direct_num_workers",
    "--parallelism": "--direct_num_workers",
}
"""Flags of Beam that a run in this machine's processes does not heed, and which one it does."""


class FlagError(ValueError):
    """A flag or a value that nothing takes; the message says what was meant, where that is near."""


def check(rest: Sequence[str], runner: str, ours: Collection[str]) -> None:
    """Raises FlagError unless each argument is a flag of Beam, or the value of one.

    Args:
        rest: what our own parser has left of a command line.
        runner: a Beam runner's name, "" for this machine's processes; it may have flags of its own.
        ours: our flags, such as `--length`.
    """
    if not rest:
        return
    for name, why in () if "Dataflow" in runner else REFUSED.items():
        if any(one == name or one.startswith(f"{name}=") for one in rest):
            raise FlagError(f"{name}: {why}")
    parser = _parser(runner)
    given, unknown = parser.parse_known_args(list(rest))
    del given  # Beam parses them again
    if unknown:
        known = [*parser._option_string_actions]
        raise FlagError(_complaint(unknown[0], ours, known))


def unheeded(beam: Iterable[str]) -> list[str]:
    """What to tell a user whose run is local: flags that change nothing there, a line each."""
    given = {one.split("=")[0] for one in beam}
    return [
        f"{name} is for a --runner elsewhere and changes nothing here; a local run has {own}"
        for name, own in ELSEWHERE.items()
        if name in given
    ]


def _parser(runner: str) -> argparse.ArgumentParser:
    from apache_beam.options.pipeline_options import PipelineOptions, _BeamArgumentParser

    class Parser(_BeamArgumentParser):
        """Beam's parser, which ends the process on a wrong value; this one says it."""

        def error(self, message: str) -> NoReturn:
            raise FlagError(f"{message} (a flag of Beam)")

    with contextlib.suppress(ImportError):  # said when the runner is made
        importlib.import_module(_module(runner))
    parser = Parser(add_help=False, allow_abbrev=False)
    for options in _below(PipelineOptions):
        options._add_argparse_args(parser)  # the only list of Beam's flags there is
    return parser


def _module(runner: str) -> str:
    """Where the runner stands, and beside it its options; Beam's own where it has no dots."""
    return runner.rpartition(".")[0] or "apache_beam.options.pipeline_options"


def _below(kind: type[Any]) -> list[type[Any]]:
    """The subclasses that add flags, once each, also those of other modules and subclasses."""
    found = [inner for one in kind.__subclasses__() for inner in (one, *_below(one))]
    return [one for one in dict.fromkeys(found) if "_add_argparse_args" in vars(one)]


def _complaint(argument: str, ours: Collection[str], beams: Iterable[str]) -> str:
    if not argument.startswith("-"):
        return (
            f"{argument!r} belongs to no flag: each value stands behind its own, "
            f"as in --input {argument}"
        )
    name = argument.split("=")[0]
    close = nearest(name, ours, beams)
    hint = f"did you mean {close}?" if close else "see repoloom run --help"
    return f"unknown argument {argument!r}; {hint}"


def nearest(name: str, ours: Collection[str], beams: Iterable[str]) -> str:
    """The flag that was meant, ours before Beam's; "" where none is near.

    Near is: another way to write the same words; a flag that begins so; one that has all of its
    words; the same letters but for a few, of ours nearly a third and of Beam's a fifth.
    """
    words = name.strip("-").lower().replace("-", "_")
    wanted, rest = f"--{words}", [flag for flag in beams if flag not in ours]
    for known in (ours, rest):
        if wanted in known:
            return wanted
    if beginning := [flag for flag in ours if len(words) > 2 and flag.startswith(wanted)]:
        return min(beginning, key=len)
    if holding := [flag for flag in ours if set(words.split("_")) <= set(flag[2:].split("_"))]:
        return min(holding, key=lambda flag: (len(flag), flag))
    for known, cutoff in ((ours, 0.7), (rest, 0.8)):
        if close := difflib.get_close_matches(wanted, known, n=1, cutoff=cutoff):
            return close[0]
    return ""
