"""What each command of `repoloom` does; each imports what it needs when it runs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from repoloom.pipeline.storage.outputs import Output

FORMS = ("arrayrecord", "megatron", "docs")


def _opened(arguments: argparse.Namespace) -> Output:
    from repoloom.pipeline.storage import outputs

    return outputs.open_output(arguments.out)


def show(arguments: argparse.Namespace) -> int:
    """`repoloom show`."""
    from repoloom.pipeline.inspection import listing

    return listing.print_rows(
        _opened(arguments), first=arguments.row, repo=arguments.repo or "", count=arguments.count
    )


def stats(arguments: argparse.Namespace) -> int:
    """`repoloom stats`."""
    from repoloom.pipeline.inspection import collisions, statistics

    if arguments.lsh:
        return collisions.print_collisions(_opened(arguments), as_json=arguments.json)
    return statistics.print_stats(_opened(arguments), as_json=arguments.json)


def verify(arguments: argparse.Namespace) -> int:
    """`repoloom verify`."""
    from repoloom.pipeline.verification import verify

    output = _opened(arguments)
    return verify.print_verification(output, failures=arguments.failures)


def export(arguments: argparse.Namespace) -> int:
    """`repoloom export`."""
    from repoloom.pipeline.storage import outputs

    if (arguments.table == "shards") != (arguments.form is not None):
        raise outputs.InspectionError(
            f"--as is for shards, and shards need it: export OUT shards --as {'|'.join(FORMS)} "
            "--to FOLDER",
            code=2,
        )
    output = _opened(arguments)
    if arguments.form:
        return _convert(output, arguments)
    from repoloom.pipeline.exports import export

    return export.write(output, arguments.table, form=arguments.format, to=arguments.to)


def _convert(output: Output, arguments: argparse.Namespace) -> int:
    from repoloom.pipeline.exports import conversion
    from repoloom.pipeline.storage import outputs

    if not arguments.to or arguments.format:
        raise outputs.InspectionError("shards are written to a folder: --to FOLDER", code=2)
    return conversion.write(output, arguments.form, arguments.to)


def graph(arguments: argparse.Namespace) -> int:
    """`repoloom graph`."""
    from repoloom.pipeline.inspection import graph

    output = _opened(arguments)
    return graph.write(output, arguments.repo, form=arguments.format, to=arguments.to)


def failures(arguments: argparse.Namespace) -> int:
    """`repoloom failures`."""
    from repoloom.pipeline.inspection import failing

    return failing.print_failures(_opened(arguments), as_json=arguments.json)


def why(arguments: argparse.Namespace) -> int:
    """`repoloom why`."""
    from repoloom.pipeline.inspection import why

    output = _opened(arguments)
    return why.print_story(output, arguments.repo, arguments.path)
