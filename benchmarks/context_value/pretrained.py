"""What a pretrained model gains from the context that a composer gives, as code length.

    python -m benchmarks.context_value.pretrained OUT [--targets 100] [--own] [--plot FILE.svg]

As the package's measurement, by a model that nobody here trained: SmolLM2-135M reads some pieces,
as many of each repository, behind as many bytes of context in every arm, and with `--own` behind
all that stands before them in each arm, up to its window.  `make context-model OUT=FOLDER` installs
what it needs; a target takes some five CPU-seconds an arm.
"""

import argparse
import sys
import time
from collections.abc import Collection, Mapping, Sequence

from benchmarks.context_value import arguments, corpus, gains, lengths, plot
from benchmarks.context_value.corpus import ALONE, ARMS, ORDERS, Arm, Corpus, Key
from benchmarks.context_value.lengths import Length
from benchmarks.context_value.reading import Model, Reader
from benchmarks.context_value.smollm import ModelMissingError, SmolLM
from repoloom.pipeline.storage.outputs import InspectionError
from repoloom.transforms.settings import WeaveKeys

TARGETS, LEAST_TARGET = 100, 500  # pieces, and bytes of the smallest
MOST_CONTEXT = 6_000
"""Bytes of context by default, half of what the package's own measurement reads."""

DEFAULT = (*ORDERS, WeaveKeys.composer)
_TOKEN = 8  # bytes of a token that no context exceeds on average

Contexts = Mapping[str, Mapping[Key, bytes]]


def equal_contexts(run: Corpus, arms: Mapping[str, Arm], most: int, count: int) -> Contexts:
    """Contexts of some targets by arm, as many bytes in every arm, at most `most`."""
    before = {name: _large(lengths.contexts(run, arm.examples, most)) for name, arm in arms.items()}
    found = lengths.equal(before, count, lengths.evenly)
    return {ALONE: dict.fromkeys(next(iter(found.values())), b""), **found}


def own_contexts(run: Corpus, arms: Mapping[str, Arm], most: int, count: int) -> Contexts:
    """All that stands before some targets by arm, its last `most` bytes."""
    paid = {one.key for one in _paid(next(iter(arms.values())))}
    drawn = lengths.evenly(_large(dict.fromkeys(paid, b"")), count)
    found = {
        name: lengths.contexts(run, arm.examples, most, set(drawn)) for name, arm in arms.items()
    }
    found = {name: {key: before[key] for key in drawn} for name, before in found.items()}
    return {ALONE: dict.fromkeys(drawn, b""), **found}


def _paid(arm: Arm) -> list[corpus.Shown]:
    return [one for example in arm.examples for one in example if one.paid]


def _large(before: Mapping[Key, bytes]) -> dict[Key, bytes]:
    return {key: text for key, text in before.items() if key.end - key.start >= LEAST_TARGET}


def measured(run: Corpus, model: Model, contexts: Contexts) -> dict[str, dict[Key, Length]]:
    """The code length of each target by arm; names count as in the package's measurement.

    Ctrl-C ends it: what is returned then are the targets that were read in every arm.
    """
    readers = {
        repo: Reader(model, run, lengths.names_of(run, repos, set(lengths.NAME.findall(prime))))
        for prime, repos in corpus.folds(run)
        for repo in repos
    }
    found: dict[str, dict[Key, Length]] = {name: {} for name in contexts}
    targets = next(iter(contexts.values()))
    for number, key in enumerate(targets, 1):
        try:
            one = {name: readers[key.repo].after(key, of[key]) for name, of in contexts.items()}
        except KeyboardInterrupt:
            if number == 1:
                raise
            break
        for name, length in one.items():
            found[name][key] = length
        spent = time.process_time()
        print(f"{number} of {len(targets)} targets, {spent:.0f} CPU-seconds", file=sys.stderr)
    return found


def options_of(given: Sequence[str] | None) -> argparse.Namespace:
    text = (__doc__ or "").split("\n", maxsplit=1)[0]
    parser = arguments.parser("benchmarks.context_value.pretrained", text)
    parser.add_argument("--targets", type=int, default=TARGETS, help="pieces that are measured")
    parser.add_argument(
        "--arms",
        type=_names,
        default=DEFAULT,
        metavar="NAME,...",
        help=f"of {', '.join(ARMS)}; by default {', '.join(DEFAULT)}; {ALONE} is always one",
    )
    parser.add_argument("--context", type=int, default=MOST_CONTEXT, help="bytes of it at most")
    parser.add_argument("--own", action="store_true", help="a table behind each arm's own context")
    parser.add_argument("--threads", type=int, default=1, help="that compute")
    names, _ = parser.parse_known_args(given)
    return arguments.parsed(parser, given, names.arms)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    for name in names:
        if name not in ARMS:
            raise argparse.ArgumentTypeError(f"{name!r} is no arm: {', '.join(ARMS)}")
    return names


def main(given: Sequence[str] | None = None) -> int:
    """Measures, prints the tables, draws; 1 where a folder or a package is missing."""
    options = options_of(given)
    try:
        report(options)
    except (InspectionError, ModelMissingError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def report(options: argparse.Namespace) -> None:
    model = SmolLM(threads=options.threads)
    run = Corpus.open(options.out)
    arms = {name: run.arm(changes) for name, changes in options.chosen.items()}
    woven = time.process_time()
    contexts = equal_contexts(run, arms, options.context, options.targets)
    if not contexts[ALONE]:
        words = f"{LEAST_TARGET} bytes behind {lengths.LEAST_CONTEXT} bytes of context in every arm"
        raise InspectionError(f"{options.out} has no piece of {words}")
    found = measured(run, model, contexts)
    some = found[options.baseline]
    _warn(found, contexts)
    head = f"The first {lengths.HEAD} bytes of {len(some)} pieces of {_repos(some)} repositories"
    size = sum(len(contexts[options.baseline][key]) for key in some) / len(some)
    print(f"{head} behind {size:.0f} bytes\non average, as many in every arm:\n")
    _print(found, options.baseline)
    if options.own:
        most = model.window * _TOKEN
        every = own_contexts(run, arms, most, options.targets)
        own = measured(run, model, every)
        _warn(own, every)
        print(f"The same of {len(own[options.baseline])} pieces, behind all that stands before")
        print(f"them in their examples, up to the model's window of {model.window} tokens:\n")
        _print(own, options.baseline)
    print(f"{woven:.0f} CPU-seconds to weave, {time.process_time() - woven:.0f} to measure")
    if options.plot:
        title = f"{options.out}: gain over {options.baseline}, 95 % over repositories"
        options.plot.write_text(plot.svg(title, gains.gains(found, options.baseline, COLUMNS)))


COLUMNS = gains.measures(())[:2]  # a hundred targets have too few tests for the third


def _repos(keys: Collection[Key]) -> int:
    return len({key.repo for key in keys})


def _warn(found: Mapping[str, Mapping[Key, Length]], contexts: Contexts) -> None:
    if len(found[ALONE]) < len(contexts[ALONE]):
        print(f"Stopped: {len(found[ALONE])} of {len(contexts[ALONE])} targets were read.")


def _print(found: Mapping[str, Mapping[Key, Length]], baseline: str) -> None:
    head, *lines = gains.table(found, baseline, COLUMNS)
    head.append("bytes before")
    for line, lengths_of_arm in zip(lines, found.values(), strict=True):
        line.append(
            f"{sum(one.context for one in lengths_of_arm.values()) / len(lengths_of_arm):.0f}"
        )
    print(gains.printed([head, *lines]), "\n")


if __name__ == "__main__":
    sys.exit(main())
