"""`python -m benchmarks.context_value`; the package says what is measured."""

import argparse
import dataclasses
import pathlib
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import benchmarks.context_value as package
from benchmarks.context_value import corpus, gains, lengths, plot
from benchmarks.context_value.corpus import ALONE, ARMS, SHUFFLED, Arm, Corpus, Key
from benchmarks.context_value.lengths import Length, Meter
from benchmarks.context_value.predictor import CompilerError, Predictor
from repoloom.pipeline.storage.outputs import InspectionError
from repoloom.transforms.settings import WeaveKeys

PRIME_BYTES = 3_000_000
EQUAL_PIECES = 600


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


def folds(run: Corpus, other: Corpus | None, size: int) -> Iterator[tuple[bytes, list[str]]]:
    """Primes, each with the repositories that are measured after it.

    Without another run each half of the repositories is measured after code of the other half.
    """
    repos = run.repos
    halves = [repos] if other else [repos[::2], repos[1::2]]
    for half in filter(None, halves):
        wanted: Counter[str] = Counter()
        for (repo, path), text in run.texts.items():
            if repo in half and run.is_code(repo, path):
                wanted[run.languages[repo, path]] += len(text)
        yield (other or run).sample(wanted, size, half), half


def arms_of(
    run: Corpus, chosen: Mapping[str, Mapping[str, object]], baseline: str, only: bool = False
) -> dict:
    """All arms: each piece alone, those that are woven, and the baseline's members shuffled.

    With `only`, no more than those that are woven.
    """
    woven = {name: run.arm(changes) for name, changes in chosen.items()}
    if only:
        return woven
    of = woven[baseline]
    return {
        ALONE: Arm(corpus.alone(of.examples), {}),
        **woven,
        f"{baseline}, {SHUFFLED}": dataclasses.replace(of, examples=corpus.shuffled(of.examples)),
    }


def measured(
    run: Corpus, arms: Mapping[str, Arm], meters: Sequence[tuple[Meter, list[str]]], count: int
) -> tuple[dict[str, dict[Key, Length]], dict[str, dict[Key, Length]]]:
    """Code lengths by arm: of all pieces, and of some of them behind equal contexts."""
    whole = {name: dict[Key, Length]() for name in arms}
    equal = {name: dict[Key, Length]() for name in arms if SHUFFLED not in name}
    before = {name: lengths.contexts(run, arms[name].examples) for name in equal if name != ALONE}
    contexts = lengths.equal(before, count)
    if ALONE in arms:
        contexts[ALONE] = dict.fromkeys(next(iter(contexts.values())), b"")
    for meter, repos in meters:
        for name, arm in arms.items():
            inside = (one for one in arm.examples if one[0].key.repo in repos)
            whole[name] |= meter.lengths(inside)
        for name, found in equal.items():
            inner = {key: text for key, text in contexts[name].items() if key.repo in repos}
            found.update({key: meter.after(key, text) for key, text in inner.items()})
    return whole, equal


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.context_value",
        description=(package.__doc__ or "").split("\n")[0],
    )
    parser.add_argument("out", help="output folder of a finished run")
    parser.add_argument("--prime", help="that of another run, whose code the predictor reads first")
    parser.add_argument("--prime_bytes", type=int, default=PRIME_BYTES, help="of it")
    parser.add_argument("--baseline", default=WeaveKeys.composer, help="the arm to compare with")
    parser.add_argument("--equal", type=int, default=EQUAL_PIECES, help="pieces of the last table")
    parser.add_argument("--plot", type=pathlib.Path, help="an SVG file to write")
    parser.add_argument(
        "--set",
        dest="changes",
        type=settings_in,
        default={},
        metavar="KEY=VALUE,...",
        help="settings of weave for all arms, such as length=32768",
    )
    parser.add_argument(
        "--arm",
        dest="more",
        type=named_arm,
        action="append",
        default=[],
        metavar="NAME:KEY=VALUE,...",
        help="one more arm, such as less:composer=context,context_share=0.2",
    )
    parser.add_argument(
        "--only",
        action="store_true",
        help="measure the baseline and the arms of --arm, no others",
    )
    found = parser.parse_args(given)
    if found.baseline not in {**ARMS, **dict(found.more)}:
        parser.error(f"--baseline {found.baseline!r} is no arm: {', '.join(ARMS)}")
    return found


def main(given: Sequence[str] | None = None) -> int:
    """Measures, prints the tables, draws; 1 where a folder or a compiler is missing."""
    options = arguments(given)
    try:
        report(options)
    except (CompilerError, InspectionError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def report(options: argparse.Namespace) -> None:
    run = Corpus.open(options.out)
    if not run.repos:
        raise InspectionError(
            f"{options.out} keeps no file of code, so there is nothing to measure"
        )
    other = Corpus.open(options.prime) if options.prime else None
    given = {**ARMS, **dict(options.more)}
    if options.only:
        given = {options.baseline: given[options.baseline], **dict(options.more)}
    chosen = {name: {**options.changes, **changes} for name, changes in given.items()}
    arms = arms_of(run, chosen, options.baseline, options.only)
    woven = time.process_time()
    meters = []
    for prime, repos in folds(run, other, options.prime_bytes):
        print(f"prime of {len(prime) / 1e6:.2f} MB before {', '.join(repos)}")
        meters.append((Meter(Predictor(), prime, run, repos), repos))
    whole, equal = measured(run, arms, meters, options.equal)
    size = sum(one.size for one in whole[options.baseline].values())
    columns = gains.measures(arms[options.baseline].tests)
    print(f"{len(whole[options.baseline])} pieces of code, {size / 1e6:.2f} MB, in the examples\n")
    print(gains.printed(gains.table(whole, options.baseline, columns)), "\n")
    print(gains.printed(gains.shape(whole, arms, options.baseline)), "\n")
    some = equal[options.baseline]
    context = sum(one.context for one in some.values()) / max(1, len(some))
    print(f"The first {lengths.HEAD} bytes of {len(some)} pieces behind {context:.0f} bytes on")
    print("average, as many in every arm:\n")
    print(gains.printed(gains.table(equal, options.baseline, columns)), "\n")
    spent = time.process_time()
    print(f"{woven:.0f} CPU-seconds to weave, {spent - woven:.0f} to measure")
    if options.plot:
        title = f"{options.out}: gain over {options.baseline}, 95 % over repositories"
        options.plot.write_text(plot.svg(title, gains.gains(whole, options.baseline, columns)))


if __name__ == "__main__":
    sys.exit(main())
