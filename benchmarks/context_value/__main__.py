"""`python -m benchmarks.context_value`; the package says what is measured."""

import argparse
import dataclasses
import sys
import time
from collections.abc import Mapping, Sequence

import benchmarks.context_value as package
from benchmarks.context_value import arguments as command
from benchmarks.context_value import corpus, gains, lengths, plot
from benchmarks.context_value.corpus import ALONE, SHUFFLED, Arm, Corpus, Key
from benchmarks.context_value.lengths import Length, Meter
from benchmarks.context_value.predictor import CompilerError, Predictor
from repoloom.pipeline.storage.outputs import InspectionError

EQUAL_PIECES = 600


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
    parser = command.parser(
        "benchmarks.context_value", (package.__doc__ or "").split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--prime", help="that of another run, whose code the predictor reads first")
    parser.add_argument("--prime_bytes", type=int, default=corpus.PRIME_BYTES, help="of it")
    parser.add_argument("--equal", type=int, default=EQUAL_PIECES, help="pieces of the last table")
    parser.add_argument(
        "--only",
        action="store_true",
        help="measure the baseline and the arms of --arm, no others",
    )
    options = command.parsed(parser, given)
    if options.only:
        wanted = {options.baseline, *dict(options.more)}
        options.chosen = {name: options.chosen[name] for name in options.chosen if name in wanted}
    return options


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
    other = Corpus.open(options.prime) if options.prime else None
    arms = arms_of(run, options.chosen, options.baseline, options.only)
    woven = time.process_time()
    meters = []
    for prime, repos in corpus.folds(run, other, options.prime_bytes):
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
