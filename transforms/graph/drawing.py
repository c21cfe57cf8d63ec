"""A picture of a repository's order: files from top to bottom, an arc for each import.

An arc diagram reads like the order itself and cannot get tangled: each file has a line, kept
imports are arcs on the left from the imported file down to its importer, cut ones are dashed arcs,
and a test is joined to its source on the right.  The writer is ours, for a picture needs a dozen
elements of SVG, and the same graph gives the same bytes.
"""

import collections
import dataclasses
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

MOST_FILES = 200  # what can be read; more are summarised by directory
OTHERS = "(others)"  # no directory: those end with a slash
_LINE = 18  # pixels between two files
_TOP = 56
_NEAREST, _WIDEST = 14.0, 300.0  # how far an arc leaves the line
_STYLE = (
    "text{font:12px sans-serif;fill:#222}.head{font-weight:bold}.note{fill:#666}"
    "path{fill:none;stroke:#4477aa;stroke-opacity:.55}.cut{stroke:#cc3311;stroke-dasharray:5 3}"
    ".pair{stroke:#228833}circle{fill:#4477aa}.test{fill:#228833}"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Arc:
    """What joins two nodes: `weight` is how many edges it stands for."""

    importer: str
    imported: str
    kept: bool
    weight: int = 1


@dataclasses.dataclass(frozen=True)
class Graph:
    """A repository's order with its edges and pairs.

    Attributes:
        nodes: files, or directories, in order.
        arcs: sorted, each between two of the nodes.
        pairs: (test, source), sorted, both among the nodes.
        files: how many files each node stands for; empty where it is one each.
    """

    nodes: tuple[str, ...]
    arcs: tuple[Arc, ...]
    pairs: tuple[tuple[str, str], ...]
    files: Mapping[str, int] = dataclasses.field(default_factory=dict)


def graph(
    order: Sequence[str],
    edges: Iterable[tuple[str, str, bool]],
    pairs: Iterable[tuple[str, str]],
    *,
    most: int = MOST_FILES,
) -> Graph:
    """The graph to draw, summarised by directory where it has more than `most` files.

    Args:
        order: the files.
        edges: (importer, imported, kept); those of two kinds between the same files are one.
        pairs: (test, source).
        most: nodes to draw, at least 1; directories are cut at the deepest level that leaves no
            more.  Where the first level leaves more, those with the fewest files are one node.

    Returns:
        What is joined to a file that is not in the order, or to itself, is left out.
    """
    name = _names(order, most)
    summarised = any(path != node for path, node in name.items())
    weights: collections.Counter[tuple[str, str, bool]] = collections.Counter()
    for importer, imported, kept in set(edges):
        if importer in name and imported in name and name[importer] != name[imported]:
            weights[name[importer], name[imported], kept] += 1
    both = {
        (name[test], name[source])
        for test, source in pairs
        if test in name and source in name and name[test] != name[source]
    }
    files = collections.Counter(name[path] for path in order)
    return Graph(
        tuple(dict.fromkeys(name[path] for path in order)),
        tuple(Arc(*ends, weight) for ends, weight in sorted(weights.items())),
        tuple(sorted(both)),
        files if summarised else {},
    )


def _names(order: Sequence[str], most: int) -> dict[str, str]:
    """The node of each file: itself, or its directory cut at a level that leaves few enough."""
    if len(order) <= most:
        return {path: path for path in order}
    deepest = max(path.count("/") for path in order)
    for level in range(max(deepest, 1), 0, -1):
        name = {path: _directory(path, level) for path in order}
        if len(set(name.values())) <= most:
            return name
    return _largest(name, most - 1)


def _largest(name: Mapping[str, str], most: int) -> dict[str, str]:
    """The names, those of all but the directories with the most files replaced by `OTHERS`."""
    files = collections.Counter(name.values())
    stand = set(sorted(files, key=lambda node: (-files[node], node))[:most])
    return {path: node if node in stand else OTHERS for path, node in name.items()}


def _directory(path: str, level: int) -> str:
    return "/".join(posixpath.dirname(path).split("/")[:level]) + "/"


def as_dot(drawn: Graph, title: str) -> str:
    """Graphviz: nodes in order, cut edges dashed, pairs dotted without an arrow."""
    lines = [f"digraph {_quoted(title)} {{", "  rankdir=TB;", "  node [shape=box];"]
    for position, node in enumerate(drawn.nodes):
        lines.append(f"  {_quoted(node)} [label={_quoted(f'{position}  {_label(drawn, node)}')}];")
    for arc in drawn.arcs:
        style = "" if arc.kept else ", style=dashed, constraint=false"
        ends = f"{_quoted(arc.imported)} -> {_quoted(arc.importer)}"
        lines.append(f"  {ends} [weight={arc.weight}{style}];")
    for test, source in drawn.pairs:
        ends = f"{_quoted(source)} -> {_quoted(test)}"
        lines.append(f"  {ends} [dir=none, style=dotted, constraint=false];")
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _label(drawn: Graph, node: str) -> str:
    count = drawn.files.get(node, 0)
    return f"{node} ({count} file{'s' * (count != 1)})" if count else node


def as_svg(drawn: Graph, title: str) -> str:
    """SVG: a line for each node from top to bottom, imports left of them, tests right."""
    place = {node: _TOP + _LINE * row for row, node in enumerate(drawn.nodes)}
    tests = {test for test, _ in drawn.pairs}
    widest = max((len(_label(drawn, node)) for node in drawn.nodes), default=0)
    spans = [abs(place[arc.imported] - place[arc.importer]) for arc in drawn.arcs]
    left = 20 + _reach(max(spans, default=0), _WIDEST)
    right = left + 40 + 7.5 * widest
    width, height = max(720.0, right + 140), _TOP + _LINE * len(drawn.nodes) + 8
    cut = sum(arc.weight for arc in drawn.arcs if not arc.kept)
    note = (
        f"{len(drawn.nodes)} {'directories' if drawn.files else 'files'} in order; blue: an import,"
        f" from the imported file; red, dashed: cut, {cut}; green: a test and its source"
    )
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}"'
        f' viewBox="0 0 {width:.0f} {height}">',
        f"<style>{_STYLE}</style>",
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text class="head" x="12" y="20">{_text(title)}</text>',
        f'<text class="note" x="12" y="38">{note}</text>',
    ]
    # What was cut is drawn last: it often lies on the same two files as what stands.
    for arc in sorted(drawn.arcs, key=lambda arc: not arc.kept):
        ends = place[arc.imported], place[arc.importer]
        name = f"{arc.imported} -> {arc.importer}" + (f" ({arc.weight})" if drawn.files else "")
        lines.append(_arc(left, *ends, -1, "" if arc.kept else "cut", name, arc.weight))
    for test, source in drawn.pairs:
        lines.append(_arc(right, place[source], place[test], 1, "pair", f"{test} tests {source}"))
    for node, y in place.items():
        kind = ' class="test"' if node in tests else ""
        lines.append(f'<circle{kind} cx="{left:.0f}" cy="{y}" r="3"/>')
        lines.append(f'<text x="{left + 10:.0f}" y="{y + 4}">{_text(_label(drawn, node))}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _arc(x: float, start: int, end: int, side: int, kind: str, name: str, weight: int = 1) -> str:
    """A curve from one line to another, bulging the further the longer it is."""
    # A Bézier curve comes as far as 3/4 of its control points.
    across = x + side * _reach(abs(end - start), _WIDEST if side < 0 else 120.0) * 4 / 3
    stroke = min(6.0, 1 + (weight - 1) / 4)
    shape = f"M{x:.1f} {start}C{across:.1f} {start} {across:.1f} {end} {x:.1f} {end}"
    known = f" class={quoteattr(kind)}" if kind else ""
    return f'<path{known} stroke-width="{stroke:g}" d="{shape}"><title>{_text(name)}</title></path>'


def _reach(span: float, most: float) -> float:
    return min(most, _NEAREST + span / 4)


def _text(text: str) -> str:
    """Text for XML, which has no place for control characters."""
    return escape("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text))
