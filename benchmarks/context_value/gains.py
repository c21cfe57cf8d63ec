"""What arms gain over a baseline, with intervals by bootstrap over repositories, and their table.

Pieces of one repository resemble each other, so repositories are drawn, with replacement, and not
pieces (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13: percentiles).
"""

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.context_value.corpus import Arm, Key
from benchmarks.context_value.lengths import Length

DRAWS = 4000

Lengths = Mapping[Key, Length]


@dataclasses.dataclass(frozen=True)
class Gain:
    """Bits that an arm saves of the baseline's, in percent; `low` and `high` hold 95 % of draws.

    Attributes:
        better: repositories in which it saves any, of `repos`.
    """

    share: float
    low: float
    high: float
    better: int
    repos: int

    def __str__(self) -> str:
        return f"{self.share:+.2f} [{self.low:+.2f}, {self.high:+.2f}]"


@dataclasses.dataclass(frozen=True)
class Measure:
    """A column: what is added up of each piece.

    Attributes:
        unit: what the bits are of: their number is added up too.
        of: (bits, units) of a piece.
    """

    name: str
    unit: str
    of: Callable[[Key, Length], tuple[float, int]]


def measures(tests: Collection[tuple[str, str]]) -> list[Measure]:
    """All bytes, names of other files, and the bytes of tests that have a source."""

    def of_tests(key: Key, one: Length) -> tuple[float, int]:
        return (one.bits, one.size) if (key.repo, key.path) in tests else (0.0, 0)

    return [
        Measure("all bytes", "byte", lambda _, one: (one.bits, one.size)),
        Measure("names of other files", "name", lambda _, one: (one.name_bits, one.names)),
        Measure("tests with a source", "byte", of_tests),
    ]


def sums(found: Lengths, repos: Sequence[str], measure: Measure) -> npt.NDArray[np.float64]:
    """Bits and units [repos, 2] of each repository."""
    totals = np.zeros((len(repos), 2))
    place = {repo: number for number, repo in enumerate(repos)}
    for key, one in found.items():
        totals[place[key.repo]] += measure.of(key, one)
    return totals


def gain(
    bits: npt.NDArray[np.float64], baseline: npt.NDArray[np.float64], seed: int = 0
) -> Gain | None:
    """The gain of one arm over another, in the same repositories; None of no bits.

    Args:
        bits: of the arm, by repository [repos].
        baseline: of the other one.
        seed: of the draws; all gains of one seed are by the same draws.
    """
    there = baseline > 0
    bits, baseline = bits[there], baseline[there]
    count = len(bits)
    if not count:
        return None
    draws = np.random.default_rng(seed).integers(0, count, (DRAWS, count))
    shares = 100 * (1 - bits[draws].sum(1) / baseline[draws].sum(1))
    low, high = np.percentile(shares, (2.5, 97.5))
    share = 100 * (1 - bits.sum() / baseline.sum())
    return Gain(float(share), float(low), float(high), int((bits < baseline).sum()), count)


def gains(
    found: Mapping[str, Lengths], baseline: str, chosen: Sequence[Measure]
) -> dict[tuple[str, str], Gain | None]:
    """The gain of each arm by (arm, measure).

    Raises:
        ValueError: the arms have not the same pieces.
    """
    for name, lengths in found.items():
        if lengths.keys() != found[baseline].keys():
            other = next(iter(lengths.keys() ^ found[baseline].keys()))
            raise ValueError(f"arms {name} and {baseline} do not share the piece {other}")
    repos = sorted({key.repo for key in found[baseline]})
    return {
        (name, measure.name): gain(
            sums(lengths, repos, measure)[:, 0], sums(found[baseline], repos, measure)[:, 0]
        )
        for measure in chosen
        for name, lengths in found.items()
    }


def table(
    found: Mapping[str, Lengths], baseline: str, chosen: Sequence[Measure]
) -> list[list[str]]:
    """A line for each arm: bits a unit and gain in percent, measure by measure."""
    gained = gains(found, baseline, chosen)
    head = ["arm"]
    for measure in chosen:
        head += [f"{measure.name}: bits a {measure.unit}", f"% better than {baseline}"]
        head += ["in repositories"]
    lines = [head]
    for name, lengths in found.items():
        line = [name]
        for measure in chosen:
            totals = np.array([measure.of(key, one) for key, one in lengths.items()])
            bits, units = totals.reshape(-1, 2).sum(0)
            one = gained[name, measure.name]
            line += [f"{bits / units:.4f}" if units else "none", str(one) if one else ""]
            line += [f"{one.better} of {one.repos}" if one else ""]
        lines.append(line)
    return lines


def shape(found: Mapping[str, Lengths], arms: Mapping[str, Arm], baseline: str) -> list[list[str]]:
    """A line for each arm: what its examples and rows are like, and what a repeated token saves."""
    head = ["arm", "no code before", "bytes before a piece", "examples", "padding", "repeated"]
    lines = [[*head, "bits saved by a repeated token", "definition before use"]]
    before = sum(one.bits for one in found[baseline].values())
    for name, lengths in found.items():
        stats = arms[name].stats
        without = 100 * np.mean([not one.after_code for one in lengths.values()])
        context = np.mean([one.context for one in lengths.values()])
        line = [name, f"{without:.1f} %", f"{context:.0f}", str(len(arms[name].examples))]
        if stats:
            total, known = (
                sum(v for k, v in stats.items() if k.startswith("dbu/") and k.endswith(end))
                for end in ("/total", "/before")
            )
            line += [f"{100 * (1 - stats['tokens'] / stats['capacity']):.2f} %"]
            repeated = stats.get("repeated/tokens", 0)
            line += [f"{100 * repeated / stats['tokens']:.1f} %"]
            saved = before - sum(one.bits for one in lengths.values())
            line += [f"{saved / repeated:.2f}" if repeated else ""]
            line += [f"{100 * known / total:.1f} %" if total else ""]
        lines.append(line + [""] * (len(lines[0]) - len(line)))
    return lines


def printed(lines: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, its columns aligned."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = [["-" * width for width in widths]]
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in [lines[0], *rule, *lines[1:]]
    )
