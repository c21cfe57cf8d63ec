"""Breaks lines on purpose, one at a time, and asks whether the module's own tests notice.

    python -m benchmarks.broken_lines --count 96 --seed 1
    python -m benchmarks.broken_lines transforms/rows transforms/weave.py --count 24

A line of `transforms/rows/bins.py` is the business of `tests/transforms/rows/test_bins.py`; one of
a language, or of a family of them, that of the golden pages in `tests/corpus` as well.  What is
broken is drawn at random: a comparison, a condition, a constant, an operator, a call whose result
nobody takes, a returned value.  Some breaks change nothing that can be seen (a bound that is only
ever equal, a cache), so all noticed is not the goal; the list of survivors is what to read.

The work is done in a copy of the checkout; nothing here is touched.
"""

import argparse
import ast
import dataclasses
import pathlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[1]
ROOMS = ("languages", "model", "pipeline", "transforms")
LIMIT_S = 120  # a test that does not end has noticed

_COMPARED = {
    **{ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "=="},
    **{ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is"},
}
_COMPUTED = {
    **{ast.Add: "-", ast.Sub: "+", ast.Mult: "//", ast.FloorDiv: "*", ast.Mod: "+"},
    **{ast.BitAnd: "|", ast.BitOr: "&", ast.LShift: ">>", ast.RShift: "<<", ast.Div: "*"},
}


@dataclasses.dataclass(frozen=True)
class Break:
    """`text[start:end]` of a module's bytes becomes `new`."""

    path: str
    line: int
    start: int
    end: int
    new: str

    def applied(self, text: bytes) -> bytes:
        """The module with the break."""
        return text[: self.start] + self.new.encode() + text[self.end :]


def files_that_test(path: str, folder: pathlib.Path) -> list[str]:
    """The test files of a module: its own, and the golden pages of a language or a family.

    Args:
        path: of the module in a checkout.
        folder: the checkout; files that it lacks are left out.
    """
    place = pathlib.PurePath(path)
    name = place.parent.name if place.stem == "__init__" else place.stem
    found = ["tests" / place.parent / f"test_{name}.py"]
    if place.parts[0] == "languages" and place.parts[1] != "engine":
        found.append(pathlib.PurePath("tests/languages/test_corpus.py"))
    return [str(each) for each in found if (folder / each).exists()]


def breaks(path: str, text: bytes) -> Iterator[Break]:
    """All breaks of a module inside its functions."""
    tree = ast.parse(text)
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    passed = _passed_over(tree)

    def at(node: ast.expr | ast.stmt) -> tuple[int, int]:
        return (
            starts[node.lineno - 1] + node.col_offset,
            starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0),
        )

    def between(left: ast.expr, right: ast.expr, new: str, node: ast.expr) -> Iterator[Break]:
        start, end = at(left)[1], at(right)[0]
        gap = text[start:end]
        if gap.strip(b"() \n") and b"#" not in gap:
            kept = gap.replace(gap.strip(b"() \n"), new.encode())
            yield Break(path, node.lineno, start, end, kept.decode())

    def whole(node: ast.expr | ast.stmt, new: str) -> Break:
        return Break(path, node.lineno, *at(node), new)

    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in _own(function):
            if node in passed:
                continue
            if isinstance(node, ast.Compare) and len(node.ops) == 1:
                new = _COMPARED[type(node.ops[0])]
                yield from between(node.left, node.comparators[0], new, node)
            elif isinstance(node, ast.BoolOp):
                new = "or" if isinstance(node.op, ast.And) else "and"
                yield from between(node.values[0], node.values[1], new, node)
            elif isinstance(node, ast.BinOp) and type(node.op) in _COMPUTED:
                if not _is_text(node.left) and not _is_text(node.right):
                    yield from between(node.left, node.right, _COMPUTED[type(node.op)], node)
            elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
                yield whole(node, f"bool({ast.unparse(node.operand)})")
            elif isinstance(node, ast.Constant) and type(node.value) is bool:
                yield whole(node, str(not node.value))
            elif isinstance(node, ast.Constant) and type(node.value) is int:
                yield whole(node, str(node.value + 1))
            elif isinstance(node, ast.If | ast.IfExp | ast.While):
                yield whole(node.test, "False")
            elif isinstance(node, ast.comprehension):
                yield from (whole(test, "True") for test in node.ifs)
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Yield):
                yield whole(node, "pass")
            elif isinstance(node, ast.Return) and node.value and not _is_none(node.value):
                yield whole(node, "return None")
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("sorted", "min", "max"):
                other = {"sorted": "list", "min": "max", "max": "min"}[ast.unparse(node.func)]
                if other != "list" or not node.keywords:
                    yield whole(node.func, other)


def _own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """The nodes of a function's body without those of functions in it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            waiting += ast.iter_child_nodes(node)


def _passed_over(tree: ast.Module) -> set[ast.AST]:
    """What no test should fix: messages of errors, annotations, `TYPE_CHECKING`, `__name__`."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise):
            found |= set(ast.walk(node))
        elif isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            found |= set(ast.walk(node.annotation))
        elif isinstance(node, ast.FormattedValue):
            found |= set(ast.walk(node))
    return found


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr | ast.List | ast.Tuple) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def drawn(paths: list[str], count: int, seed: int) -> list[Break]:
    """Breaks at random, of different lines; each line is as likely as any other."""
    generator = np.random.default_rng(seed)
    by_line: dict[tuple[str, int], list[Break]] = {}
    for path in paths:
        for one in breaks(path, (ROOT / path).read_bytes()):
            by_line.setdefault((one.path, one.line), []).append(one)
    lines = sorted(by_line)
    chosen = generator.permutation(len(lines))[:count]
    return [by_line[lines[at]][generator.integers(len(by_line[lines[at]]))] for at in chosen]


def noticed(folder: pathlib.Path, one: Break) -> bool:
    """Whether the module's own tests fail on the break."""
    place = folder / one.path
    before = place.read_bytes()
    place.write_bytes(one.applied(before))
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += ["-p", "no:randomly", *files_that_test(one.path, folder)]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        return True
    finally:
        place.write_bytes(before)
    return done.returncode == 1 or done.returncode == 2


def main() -> int:
    """Returns 1 where less than --share of the breaks are noticed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("places", nargs="*", default=ROOMS, help="modules or folders of them")
    parser.add_argument("--count", type=int, default=96)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--share", type=float, default=0.85)
    given = parser.parse_args()
    paths = sorted(
        str(path.relative_to(ROOT))
        for place in given.places
        for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    )
    caught, broken = 0, drawn(paths, given.count, given.seed)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary, "checkout")
        skipped = shutil.ignore_patterns(".*", "__pycache__", "build", "out")
        shutil.copytree(ROOT, folder, ignore=skipped)
        for one in broken:
            found = bool(files_that_test(one.path, ROOT)) and noticed(folder, one)
            caught += found
            if not found:
                text = (ROOT / one.path).read_bytes()
                line = one.applied(text).splitlines()[one.line - 1].decode().strip()
                print(f"not noticed: {one.path}:{one.line}: {line}", flush=True)
    share = caught / max(len(broken), 1)
    print(f"{caught} of {len(broken)} broken lines noticed by their module's tests: {share:.0%}")
    return 0 if share >= given.share else 1


if __name__ == "__main__":
    sys.exit(main())
