"""The command line `repoloom`: runs the job, trains on its result, and looks into what is left.

This module is the parser and nothing heavy: `repoloom --help` must not wait for JAX (1.5 s),
pyarrow (0.4 s) or rich (0.15 s), so each command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import difflib
import errno
import io
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from repoloom.pipeline import commands

EXPORTS = (
    "verdicts",
    "edges",
    "order",
    "pairs",
    "failures",
    "redactions",
    "fim",
    "figures",
    "rows",
)

_EPILOG = """\
exit status: 0 done; 1 a check failed, or the folder is damaged or not finished; 2 wrong request
"""


class _Version(argparse.Action):
    """`--version`, read from the installed package only when asked for."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        """Prints the version and leaves."""
        import importlib.metadata

        try:
            version = importlib.metadata.version("repoloom")
        except importlib.metadata.PackageNotFoundError:
            version = "(not installed)"
        print(f"repoloom {version}")
        parser.exit()


def _run(arguments: Sequence[str]) -> int:
    from repoloom.pipeline import run

    return run.main(arguments)


def _train(arguments: Sequence[str]) -> int:
    from repoloom.model import flags

    flags.parser().parse_args(arguments)  # leaves here for --help or a wrong flag, without JAX
    try:
        from repoloom.model import train
    except ModuleNotFoundError as error:
        if error.name not in flags.EXTRA:
            raise
        print(f"repoloom: {flags.needed(error.name)}", file=sys.stderr)
        return 2
    return train.main(arguments)


WHOLE: Mapping[str, tuple[str, Callable[[Sequence[str]], int]]] = {
    "run": ("turn repositories into packed training shards (the main job)", _run),
    "train": ("train a decoder on the shards of a run", _train),
}
"""Commands with a parser of their own, which takes all that stands behind their name."""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors name what was meant, where a word is near to a known one."""

    def error(self, message: str) -> NoReturn:
        """Prints the usage and the error, and leaves with status 2."""
        given = re.search(r"(?:invalid choice: '|unrecognized arguments: )([^\s']+)", message)
        close = difflib.get_close_matches(given[1], self._words(), n=1) if given else []
        super().error(message + (f"; did you mean {close[0]}?" if close else ""))

    def _words(self) -> list[str]:
        """The choices and flags of this parser, and the flags of its commands."""
        words = [*self._option_string_actions]
        for action in self._actions:
            words += map(str, action.choices or ())
            for inner in action.choices.values() if isinstance(action.choices, dict) else ():
                words += inner._option_string_actions
        return words


def parser() -> argparse.ArgumentParser:
    """The argument parser of all commands; `run` of the parsed arguments is the command."""
    root = _Parser(
        prog="repoloom",
        description="Turn repositories into training shards, and look into the output of a run.",
        epilog=_EPILOG,
    )
    root.add_argument("--version", action=_Version, nargs=0, help="print the version and leave")
    table = root.add_subparsers(title="commands", metavar="COMMAND", required=True)

    for name, (text, _) in WHOLE.items():
        table.add_parser(name, help=text, add_help=False)

    show = _command(table, "show", commands.show, "print a packed row as code, with its provenance")
    show.add_argument(
        "--row", type=_natural, metavar="N", help="row number in the run, from 0 (default: 0)"
    )
    show.add_argument("--repo", metavar="R", help="only segments of this repository")
    show.add_argument(
        "--count", type=_natural, default=1, metavar="N", help="rows to print (default: 1)"
    )

    stats = _command(table, "stats", commands.stats, "print the numbers of the run")
    stats.add_argument("--json", action="store_true", help="flat numbers by step, as JSON")
    stats.add_argument(
        "--lsh", action="store_true", help="bands, rows and collision curve of near duplicates"
    )

    verify = _command(table, "verify", commands.verify, "check checksums and invariants of the run")
    verify.add_argument(
        "--failures", type=_natural, default=20, metavar="N", help="failures to name (default: 20)"
    )

    export = _command(
        table,
        "export",
        commands.export,
        "write a table of the run as CSV or JSONL, or all its shards",
    )
    tables = (*EXPORTS, "shards")
    export.add_argument("table", metavar="TABLE", choices=tables, help=", ".join(tables))
    export.add_argument(
        "--format",
        choices=("csv", "jsonl"),
        help="default: by the ending of FILE, else csv (fim: jsonl)",
    )
    export.add_argument(
        "--as", dest="form", choices=commands.FORMS, help="what shards are written as"
    )
    export.add_argument(
        "--to", metavar="FILE", help="file to write (default: standard output); shards: a folder"
    )

    graph = _command(table, "graph", commands.graph, "draw a repository's order and dependencies")
    graph.add_argument("repo", metavar="REPO", help="repository, such as owner/name")
    graph.add_argument(
        "--format", choices=("svg", "dot"), help="default: by the ending of FILE, else svg"
    )
    graph.add_argument("--to", metavar="FILE", help="file to write (default: standard output)")

    failures = _command(table, "failures", commands.failures, "list what failed and was set aside")
    failures.add_argument("--json", action="store_true", help="one JSON object a line")

    why = _command(table, "why", commands.why, "tell a file's story from the source to its rows")
    why.add_argument("repo", metavar="REPO", help="repository, such as owner/name")
    why.add_argument("path", metavar="PATH", help="path of the file in it")
    return root


def _command(
    commands: argparse._SubParsersAction[_Parser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    command.add_argument("out", metavar="OUT", help="output folder of the run")
    command.set_defaults(run=run)
    return command


def _natural(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = -1
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0")
    return value


def _way_out(error: OSError) -> str:
    """What to do about a disk that is full or not ours to write, or about a damaged result."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "free some space, or name another place to write to"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "name a place that may be read or written"
    return "`repoloom verify` says which files are damaged"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns the exit status.

    Args:
        argv: arguments without the program's name; None for those of the process.
    """
    given = sys.argv[1:] if argv is None else list(argv)
    if given and given[0] in WHOLE:
        _, start = WHOLE[given[0]]
        return start(given[1:])
    arguments = parser().parse_args(given)
    from repoloom.pipeline.storage import outputs

    run: Callable[[argparse.Namespace], int] = arguments.run
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = run(arguments)
        sys.stdout.flush()
    except outputs.InspectionError as error:
        print(f"repoloom: {error}", file=sys.stderr)
        return error.code
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough.  What is left in the buffer has nowhere to
        # go, and the interpreter would complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        # A damaged page of a Parquet file, a disk or a network that fails: not ours to explain.
        print(f"repoloom: {error}; {_way_out(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("repoloom: stopped", file=sys.stderr)
        return 130
    return status


if __name__ == "__main__":
    sys.exit(main())
