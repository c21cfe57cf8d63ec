"""The gains of all arms as a picture: a panel a measure, a dot and its interval an arm."""

import math
from collections.abc import Mapping, Sequence
from xml.sax import saxutils

from benchmarks.context_value.gains import Gain

_LABELS, _PANEL, _LINE, _HEAD, _FOOT = 150, 250, 24, 50, 40  # pixels
_TICKS = 5


def svg(title: str, gained: Mapping[tuple[str, str], Gain | None]) -> str:
    """An SVG picture of gains by (arm, measure); a panel's axis holds 0 and all its intervals."""
    arms = list(dict.fromkeys(arm for arm, _ in gained))
    panels = list(dict.fromkeys(measure for _, measure in gained))
    width, height = _LABELS + _PANEL * len(panels), _HEAD + _LINE * len(arms) + _FOOT
    parts = [_text(10, 18, title, weight="bold")]
    for row, arm in enumerate(arms):
        parts.append(_text(10, _HEAD + _LINE * row + 16, arm))
    for number, panel in enumerate(panels):
        shown = [gained[arm, panel] for arm in arms]
        parts += _panel(_LABELS + _PANEL * number, panel, shown)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            'font-family="sans-serif" font-size="12">',
            '<rect width="100%" height="100%" fill="white"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _panel(left: int, name: str, shown: Sequence[Gain | None]) -> list[str]:
    there = [one for one in shown if one]
    step = tick(
        max((one.high for one in there), default=0) - min((one.low for one in there), default=0)
    )
    low = min(0, *(math.floor(one.low / step) * step for one in there), 0)
    high = max(step, *(math.ceil(one.high / step) * step for one in there), step)
    bottom = _HEAD + _LINE * len(shown)

    def place(share: float) -> float:
        return left + 10 + (_PANEL - 30) * (share - low) / (high - low)

    parts = [_text(left + 10, _HEAD - 10, f"{name}, % fewer bits")]
    for number in range(round((high - low) / step) + 1):
        at = low + number * step
        colour = "#888" if abs(at) < step / 2 else "#ddd"
        parts.append(_line(place(at), _HEAD, place(at), bottom, colour, 1))
        parts.append(_text(place(at), bottom + 16, f"{at:g}", anchor="middle"))
    for row, one in enumerate(shown):
        if one:
            middle = _HEAD + _LINE * row + 12
            parts.append(_line(place(one.low), middle, place(one.high), middle, "#36c", 2))
            parts.append(f'<circle cx="{place(one.share):.1f}" cy="{middle}" r="4" fill="#36c"/>')
    return parts


def tick(span: float) -> float:
    """A distance of marks, 1, 2 or 5 times a power of ten, of which about `_TICKS` fit a span."""
    least = max(span, 1e-3) / _TICKS
    power = 10 ** math.floor(math.log10(least))
    return float(next(times * power for times in (1, 2, 5, 10) if times * power >= least * 0.999))


def _text(x: float, y: float, words: str, weight: str = "normal", anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-weight="{weight}" text-anchor="{anchor}">'
        f"{saxutils.escape(words)}</text>"
    )


def _line(x: float, y: float, to_x: float, to_y: float, colour: str, width: int) -> str:
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" '
        f'stroke="{colour}" stroke-width="{width}"/>'
    )
