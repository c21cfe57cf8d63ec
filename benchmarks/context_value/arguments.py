"""What a command of this package is asked for: a run, its arms, and their settings of weave."""

import argparse
import dataclasses
import pathlib
from collections.abc import Collection, Sequence
from typing import Any

from benchmarks.context_value.corpus import ARMS
from repoloom.transforms.settings import WeaveKeys


def settings_in(text: str) -> dict[str, object]:
    """Settings of weave from `KEY=VALUE,KEY=VALUE`, each of the type of its default.

    Raises:
        ArgumentTypeError: a key is unknown, or a value may not be.
    """
    fields = {field.name: field for field in dataclasses.fields(WeaveKeys)}
    found: dict[str, object] = {}
    for part in filter(None, text.split(",")):
        name, _, value = part.partition("=")
        if name not in fields:
            words = f"{name!r} is no setting of weave: {', '.join(fields)}"
            raise argparse.ArgumentTypeError(words)
        try:
            found[name] = _value(fields[name], value)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{part}: {error}") from error
    return found


def _value(field: dataclasses.Field[Any], text: str) -> object:
    kind: type[Any] = type(getattr(WeaveKeys, field.name))
    choices, bounds = field.metadata["choices"], field.metadata["bounds"]
    if kind is bool:
        choices = ("true", "false")
    if choices and text not in choices:
        raise ValueError(f"use one of {', '.join(choices)}")
    value = text == "true" if kind is bool else kind(text)
    if bounds and not bounds.hold(value):
        raise ValueError(bounds.need)
    return value


def named_arm(text: str) -> tuple[str, dict[str, object]]:
    """An arm from `NAME:KEY=VALUE,...`; without settings it is the run's own."""
    name, _, rest = text.partition(":")
    return name, settings_in(rest)


def parser(module: str, description: str) -> argparse.ArgumentParser:
    """A parser with what all commands here take."""
    found = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    found.add_argument("out", help="output folder of a finished run")
    found.add_argument("--baseline", default=WeaveKeys.composer, help="the arm to compare with")
    found.add_argument("--plot", type=pathlib.Path, help="an SVG file to write")
    found.add_argument(
        "--set",
        dest="changes",
        type=settings_in,
        default={},
        metavar="KEY=VALUE,...",
        help="settings of weave for all arms, such as length=32768",
    )
    found.add_argument(
        "--arm",
        dest="more",
        type=named_arm,
        action="append",
        default=[],
        metavar="NAME:KEY=VALUE,...",
        help="one more arm, such as less:composer=context,context_share=0.2",
    )
    return found


def parsed(
    of: argparse.ArgumentParser, given: Sequence[str] | None, names: Collection[str] = tuple(ARMS)
) -> argparse.Namespace:
    """What was given, with `chosen`: the settings of each woven arm, by its name.

    Args:
        of: from `parser`.
        given: the command line; None is that of the process.
        names: of `ARMS`, those that are woven besides what `--arm` adds.
    """
    options = of.parse_args(given)
    arms = {**{name: ARMS[name] for name in names}, **dict(options.more)}
    if options.baseline not in arms:
        of.error(f"--baseline {options.baseline!r} is no arm: {', '.join(arms)}")
    options.chosen = {name: {**options.changes, **changes} for name, changes in arms.items()}
    return options
