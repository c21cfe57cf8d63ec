"""What `.gitattributes` says; a repository is a table of paths and texts."""

import fnmatch
import shutil
import subprocess

import hypothesis
import hypothesis.strategies as st
import pytest

from repoloom import languages
from repoloom.transforms.records import SourceFile
from repoloom.transforms.signals import quality
from repoloom.transforms.signals.provenance import attributes, folders

CODE = b"def tide(height):\n    return height + 1\n"


def head(file, size):
    return (file.text or b"")[:size]


def decided(lines, *paths, **more):
    """The files of a repository with these lines in its root."""
    texts = {".gitattributes": lines.encode(), **dict.fromkeys(paths, CODE)}
    texts |= {path: text.encode() for path, text in more.items()}
    files = []
    for path, text in sorted(texts.items()):
        language = languages.language_of(path, text)
        signals = quality.measure(path, language, text)
        files.append(SourceFile("r", path, language, text, signals=signals))
    found = attributes.decided(folders.decided(files, head), head)
    return {file.path: file for file in found}


@pytest.mark.parametrize(
    ("pattern", "meant", "others"),
    [
        ("src/gen/*", ["src/gen/a.py"], ["src/gen/deep/a.py", "gen/a.py"]),
        ("src/gen/**", ["src/gen/a.py", "src/gen/deep/a.py"], ["src/a.py"]),
        ("**/gen/*.py", ["gen/a.py", "a/b/gen/a.py"], ["gen/a.js"]),
        ("gen/**/*.py", ["gen/a.py", "gen/b/c/a.py"], ["other/gen/a.py"]),
        ("*_pb.py", ["a_pb.py", "x/y/b_pb.py"], ["pb.py"]),
        ("/one.py", ["one.py"], ["a/one.py"]),
        ("one.py", ["one.py", "a/one.py"], ["none.py"]),
        ("a?c.py", ["abc.py", "a\u00e4c.py"], ["ac.py", "a/c.py"]),
        ("v[0-9].py", ["v1.py"], ["vx.py"]),
        ("v[!0-9].py", ["vx.py"], ["v1.py"]),
        ('"two words.py"', ["two words.py"], ["two.py"]),
        ("gen/", [], ["gen/a.py"]),
        ("[z-a].py", [], ["q.py"]),
        ("[qr].py", ["q.py"], ["qr.py"]),
        ("[\u00e4].py", ["\u00e4.py"], []),
        ("[attr]a.py", [], ["a.py", "aa.py"]),
    ],
)
def test_a_pattern_means_what_git_means(pattern, meant, others):
    files = decided(f"{pattern} linguist-generated\n", *meant, *others)
    assert {path for path in files if files[path].signals.generated == "gitattributes"} == {*meant}


def test_an_extension_alone_says_nothing_of_who_wrote_it():
    for pattern in ("*", "**", "*.py", "**/*.py", "/*.py", "*.*"):
        files = decided(f"{pattern} linguist-vendored linguist-generated\n", "a.py", "b/c.py")
        assert not any(file.signals.vendored or file.signals.generated for file in files.values())
    deep = decided("", "lib/a.py", "a.py", **{"lib/.gitattributes": "*.py linguist-vendored\n"})
    assert {path for path in deep if deep[path].signals.vendored} == {"lib/a.py"}


@pytest.mark.parametrize(
    ("words", "generated"),
    [
        ("linguist-generated", True),
        ("linguist-generated=true", True),
        ("text eol=lf linguist-generated=true", True),
        ("-linguist-generated", False),
        ("!linguist-generated", False),
        ("linguist-generated=false", False),
        ("linguist-documentation", False),
    ],
)
def test_the_last_line_and_the_deepest_file_count(words, generated):
    files = decided(f"gen/* -linguist-generated\ngen/a.py {words}\n", "gen/a.py")
    assert bool(files["gen/a.py"].signals.generated) == generated
    files = decided(
        "gen/* linguist-generated\n", "gen/a.py", **{"gen/.gitattributes": f"* {words}"}
    )
    assert bool(files["gen/a.py"].signals.generated) != (words[0] in "-!" or "false" in words)


def test_a_folder_of_copies_may_be_declared_the_projects_own():
    assert decided("", "vendor/a.py")["vendor/a.py"].signals.vendored == "vendor"
    files = decided("vendor/* -linguist-vendored\n", "vendor/a.py", "node_modules/x/a.py")
    assert files["vendor/a.py"].signals.vendored == ""
    files = decided("node_modules/** linguist-vendored=false\n", "node_modules/x/a.py")
    assert files["node_modules/x/a.py"].signals.vendored == "node_modules"


@pytest.mark.parametrize(
    ("name", "language"),
    [("Python", "python"), ("C++", "cpp"), ("F#", "fsharp"), ("Shell", "shell"), ("TSX", "tsx")],
)
def test_a_language_is_told_where_nothing_else_tells_it(name, language):
    files = decided(
        f"*.tide linguist-language={name}\n*.js linguist-language=Go\n", "a.tide", "b.js"
    )
    assert files["a.tide"].language == language
    assert files["b.js"].language == "javascript"


def test_a_language_that_nobody_knows_changes_nothing():
    assert decided("*.tide linguist-language=Tidal\n", "a.tide")["a.tide"].language == ""


@pytest.mark.skipif(shutil.which("git") is None, reason="asks git")
@hypothesis.settings(max_examples=20, deadline=None)
@hypothesis.given(
    st.lists(st.text("ab*?/.", min_size=1, max_size=6), min_size=1, max_size=3),
    st.lists(st.text("ab/.", min_size=1, max_size=6), min_size=1, max_size=4, unique=True),
)
def test_git_agrees(tmp_path_factory, wanted, paths):
    """Against `git check-attr`, on patterns and paths of a small alphabet."""
    names = [path for path in paths if _is_path(path)]
    hypothesis.assume(names and not any(fnmatch.fnmatch(one, "*//*") for one in wanted))
    lines = "".join(f"{one} linguist-generated\n" for one in wanted)
    root = tmp_path_factory.mktemp("git")
    subprocess.run(["git", "init", "-q", root], check=True)
    (root / ".gitattributes").write_text(lines)
    said = subprocess.run(
        ["git", "-C", root, "check-attr", "linguist-generated", "--", *names],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    files = decided(lines, *names)
    broad = {one for one in wanted if attributes._EXTENSION_ALONE.match(one)}
    hypothesis.assume(not broad)
    for line in said.splitlines():
        path, _, value = line.split(": ")
        assert bool(files[path].signals.generated) == (value == "set")


def _is_path(path):
    return all(part not in ("", ".", "..") for part in path.split("/"))
