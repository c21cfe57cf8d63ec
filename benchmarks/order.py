"""Cutting, ordering and composing one very large repository: seconds and peak memory.

    python -m benchmarks.order [--files 60000] [--edges 330000] [--back 0.02]

Files import files before them in a hidden order, a share of them (`--back`) the wrong way round.
`local` imports from the near past, as a layered project does; `hubs` mostly from the first files,
as a project with a core does.

    python -m benchmarks.order --run out

measures instead the layout of the repositories of a finished run, from their outlines: resolution,
importance, cycles, pairs and order, without parsing, and the composition of its files at 8192
tokens of 3.5 bytes, both in megabytes of kept source per CPU-second.
"""

import argparse
import itertools
import resource
import time
from collections.abc import Iterable, Iterator

from benchmarks import stored
from repoloom.transforms import keyed
from repoloom.transforms.examples import composition
from repoloom.transforms.graph import arrangement, cycles, layout
from repoloom.transforms.records import Edge
from repoloom.transforms.settings import Weaving
from repoloom.transforms.tokens import names

SHAPES = ("uniform", "local", "hubs")
BUDGET, TOKEN = 8190, 3.5  # tokens of an example, and bytes of a token


def repository(files: int, edges: int, back: float, shape: str, seed: int = 1) -> list[Edge]:
    draw = keyed.rng(seed, "benchmark")
    names = [f"package{number % 300}/module{number}.py" for number in range(files)]
    draw.shuffle(names)
    found: dict[tuple[str, str], float] = {}
    while len(found) < edges:
        importer = draw.randrange(1, files)
        imported = {
            "uniform": lambda: draw.randrange(importer),  # noqa: B023 - called at once
            "local": lambda: max(0, importer - 1 - int(draw.expovariate(0.01))),  # noqa: B023
            "hubs": lambda: int(importer * draw.random() ** 4),  # noqa: B023
        }[shape]()
        if draw.random() < back:
            importer, imported = imported, importer
        found[names[importer], names[imported]] = round(1 + 8 * draw.random(), 3)
    return [Edge(*pair, "import", importance) for pair, importance in found.items()]


def measure(shape: str, edges: list[Edge], method: str) -> None:
    paths = sorted({path for edge in edges for path in (edge.importer, edge.imported)})
    start = time.perf_counter(), time.process_time()
    kept = cycles.cut(edges)
    cut = time.perf_counter(), time.process_time()
    line = arrangement.arrange(paths, kept, [], method)
    arranged = time.perf_counter(), time.process_time()
    items = [composition.Item(path, 0, 200 + 37 * len(path) % 3000) for path in line]
    composition.compose(items, kept, [], budget=BUDGET)
    composed = time.perf_counter(), time.process_time()
    stamps = (start, cut, arranged, composed)
    spent = [
        f"{after[0] - before[0]:6.1f} ({after[1] - before[1]:.1f})"
        for before, after in itertools.pairwise(stamps)
    ]
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    lost = sum(not edge.kept for edge in kept)
    print(f"{shape:8} cut {spent[0]}  arrange {spent[1]}  compose {spent[2]}  ", end="")
    print(f"{lost} edges cut, {megabytes} MiB")


def measure_run(folder: str) -> None:
    total, spent, composed = 0, 0.0, 0.0
    for repo, files in stored.repositories(folder):
        parts: dict[str, list[composition.Item]] = {}
        survey = stored.surveyed(noting_pieces(files, parts))
        start = time.process_time()
        found = layout.lay_out(survey.outlined, survey.manifests, survey.paths, Weaving())
        seconds, size = time.process_time() - start, sum(survey.sizes.values())
        items = [item for path in found.order for item in parts[path]]
        start = time.process_time()
        composition.group(items, found.placed, found.pairs, budget=BUDGET)
        more = time.process_time() - start
        total, spent, composed = total + size, spent + seconds, composed + more
        kept = f"{len(survey.sizes):6} files {size / 1e6:7.2f} MB"
        print(f"{repo:40} {kept} {seconds:6.2f} s, composed {more:6.2f} s")
    for what, time_of in (("laid out", spent), ("composed", composed)):
        speed = f"{total / 1e6 / time_of:.1f} MB/s"
        print(f"{total / 1e6:.1f} MB {what} in {time_of:.2f} CPU-seconds: {speed}")


def noting_pieces(
    files: Iterable[stored.Judged], parts: dict[str, list[composition.Item]]
) -> Iterator[stored.Judged]:
    """The same files; the pieces of each are noted while its text is in memory."""
    for file, verdict in files:
        parts[file.path] = pieces_of(file.path, file.text or b"")
        yield file, verdict


def pieces_of(path: str, text: bytes) -> list[composition.Item]:
    """A file in full pieces and a remainder, as if each token had 3.5 bytes."""
    most = int(BUDGET * TOKEN)
    spans = [text[start : start + most] for start in range(0, max(1, len(text)), most)]
    return [
        composition.Item(path, part, int(len(span) / TOKEN), names.names_in(span))
        for part, span in enumerate(spans)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=60_000)
    parser.add_argument("--edges", type=int, default=330_000)
    parser.add_argument("--back", type=float, default=0.02)
    parser.add_argument("--method", default="codegemma")
    parser.add_argument("--run", default="", help="output folder of a finished run")
    arguments = parser.parse_args()
    if arguments.run:
        measure_run(arguments.run)
        return
    print("seconds of wall clock (of processor), most memory so far")
    for shape in SHAPES:
        edges = repository(arguments.files, arguments.edges, arguments.back, shape)
        measure(shape, edges, arguments.method)


if __name__ == "__main__":
    main()
