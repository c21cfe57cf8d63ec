"""`repoloom graph`: a repository's order and dependencies as SVG or for Graphviz."""

from __future__ import annotations

import sys
from typing import cast

from repoloom.pipeline.storage import endings, filesystems
from repoloom.pipeline.storage.outputs import InspectionError, Output
from repoloom.transforms.graph import drawing


def read(output: Output, repo: str) -> drawing.Graph:
    """The graph of a repository.

    Raises:
        InspectionError: weave has not finished, or the run has placed no file of the repository.
    """
    order = [(cast(int, row["position"]), row["path"]) for row in _rows(output, "order", repo)]
    if not order:
        raise InspectionError(
            f"{output.root} has no order of {repo!r}; "
            f"`repoloom export {output.root} order` lists the repositories",
            code=2,
        )
    edges = [
        (row["importer"], row["imported"], row["kept"]) for row in _rows(output, "edges", repo)
    ]
    pairs = [(row["test"], row["source"]) for row in _rows(output, "pairs", repo)]
    return drawing.graph(
        [str(path) for _, path in sorted(order)],
        [(str(importer), str(imported), bool(kept)) for importer, imported, kept in edges],
        [(str(test), str(source)) for test, source in pairs],
    )


_COLUMNS = {
    "order": ("repo", "position", "path"),
    "edges": ("repo", "importer", "imported", "kept"),
    "pairs": ("repo", "test", "source"),
}


def _rows(output: Output, kind: str, repo: str) -> list[dict[str, object]]:
    return [
        record
        for part in output.parts("graph", kind)
        if part.holds(repo)
        for record in output.records(part, _COLUMNS[kind], repo)
    ]


def write(output: Output, repo: str, *, form: str | None = None, to: str | None = None) -> int:
    """Writes the picture to a file, which appears whole or not at all, or to standard output.

    Args:
        output: the run.
        repo: the repository.
        form: "svg" or "dot"; None for the ending of `to`, else SVG.
        to: the file.

    Raises:
        InspectionError: as `read` does, the file cannot be made, or it would hold something else
            than its ending says.
    """
    form = endings.form(to, form, {"svg": (".svg",), "dot": (".dot", ".gv")}, "svg")
    draw = drawing.as_dot if form == "dot" else drawing.as_svg
    data = draw(read(output, repo), repo).encode("utf-8", "replace")
    if to is None:
        sys.stdout.buffer.write(data)
        return 0
    try:
        filesystems.write_bytes(to, data)
    except OSError as error:
        raise InspectionError(
            f"cannot write {to}: {error.strerror}; name another FILE", 2
        ) from None
    return 0
