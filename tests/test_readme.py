"""README's commands work as written, and no page is named that is not there."""

import io
import os
import pathlib
import re
import shlex
import stat
import subprocess
import sys
import tokenize

import pytest

from repoloom.model import flags
from repoloom.pipeline import options, show

ROOT = pathlib.Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
PAGES = [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md"), ROOT / "examples" / "README.md"]
CODE = [
    path
    for name in ("languages", "model", "pipeline", "transforms", "tests", "benchmarks")
    for path in (ROOT / name).rglob("*.py")
]


def blocks(text):
    """The commands of each block of code, a list of words each."""
    for block in re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        lines = block.replace("\\\n", " ").splitlines()
        yield [shlex.split(line, comments=True) for line in lines]


COMMANDS = [words for block in blocks(README) for words in block if words]
OURS = [words for words in COMMANDS if words[0] == "repoloom"]


def test_the_environment_is_entered_before_the_command_is_used():
    first = COMMANDS.index(OURS[0])
    assert [".", ".venv/bin/activate"] in COMMANDS[:first]
    assert COMMANDS.index(["make", "demo"]) < first
    assert len(OURS) >= 9


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where the files are that the commands name."""
    (tmp_path / "run.toml").write_bytes(b"")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("words", OURS, ids=" ".join)
def test_every_command_is_understood(words):
    _, name, *arguments = words
    if name == "run":
        options.parse(arguments)
    elif name == "train":
        flags.parser().parse_args(arguments)
    else:
        show.parser().parse_args([name, *arguments])


@pytest.mark.usefixtures("place")
def test_no_run_of_the_readme_stands_in_anothers_way():
    """An output that holds another, or the demo's, is refused; one of another run is too."""
    outputs = [options.parse(words[2:]).output for words in OURS if words[1] == "run"]
    outputs.append("out/demo")
    assert len(outputs) == len(set(outputs))
    assert not [(a, b) for a in outputs for b in outputs if a.startswith(f"{b}/")]


def test_what_is_looked_into_is_what_the_demo_leaves():
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r"^DEMO := out/demo$", makefile, re.MULTILINE)
    looked = [words for words in OURS if words[1] != "run"]
    assert all(any(word.startswith("out/demo") for word in words) for words in looked)


@pytest.mark.slow
def test_the_commands_after_the_demo_run_as_written(tmp_path):
    here = tmp_path / "bin"
    here.mkdir()
    command = here / "repoloom"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m repoloom.pipeline.show "$@"\n')
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    environment = {**os.environ, "PATH": f"{here}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}

    def call(line):
        done = subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, (line, done.stdout, done.stderr)

    demo = re.search(r"beam_main\.py (--config.*)", (ROOT / "Makefile").read_text())[1]
    given = demo.replace("$(DEMO)", "out/demo").replace("examples/", f"{ROOT}/examples/")
    call(f"repoloom run {given}")
    for words in OURS:
        if words[1] != "run":
            call(shlex.join(words))
    assert (tmp_path / "out" / "edges.csv").read_text().startswith("repo,importer,imported")
    assert (tmp_path / "out" / "weft.svg").stat().st_size > 1000


def prose(path):
    """Docstrings and comments of a module, or a page; code between backticks is left out."""
    text = path.read_text()
    if path.suffix == ".py":
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        text = "\n".join(
            token.string
            for token in tokens
            if token.type == tokenize.COMMENT or token.string.startswith(('"""', 'r"""'))
        )
    return text


def test_pages_that_are_named_exist():
    """A page is named by its file (`imports.md`); one that is not there is no help to anybody."""
    known = {path.name for path in PAGES} | {path.name for path in ROOT.rglob("tests/**/*.md")}
    elsewhere = {"README.md", "spec.md"}  # of any repository, of git-lfs
    found = []
    for path in [*PAGES, *(code for code in CODE if "tests" not in code.parts)]:
        named = set(re.findall(r"(?<![\w*./-])(?:docs/)?([\w-]+\.md)\b", prose(path)))
        found += [(path.name, one) for one in sorted(named - known - elsewhere)]
    assert found == []


def test_links_of_pages_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
            assert (page.parent / target).exists(), (page.name, target)


def test_no_page_outside_of_the_project_is_referred_to():
    """`METHODS` in a sentence is a page that a reader cannot open; the constant has backticks."""
    paper = re.compile(r"(?<![`\w.])(METHODS|DESIGN|STYLE|LIBRARIES|TRAINING|ANCHORS)\b(?!`)")
    for path in [*PAGES, *(code for code in CODE if "tests" not in code.parts)]:
        assert not paper.search(prose(path)), path


def test_padding_has_one_figure_for_one_corpus():
    """The figure of the unseen repositories stands in the README; the pages repeat it."""
    row = re.search(r"^\| `affinity` \(default\) \|(?: 0 \|){3} ([\d.]+ %)", README, re.MULTILINE)
    design = " ".join((ROOT / "docs" / "design.md").read_text().split())
    said = re.search(r"over the 30 repositories of the README .*? padding of ([\d.]+ %)", design)
    assert said[1] == row[1]
    assert "30 repositories in 15 languages" in README
