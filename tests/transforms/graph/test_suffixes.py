import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.languages import Import, Outline, Repository
from repoloom.transforms.graph.suffixes import Suffixes, common_tail, stem_of


def suffixes(*paths, language="python"):
    files = [(path, language, Outline()) for path in paths]
    return Suffixes(Repository(files, {}, paths), (language,))


def match(index, importer, module, name="", language="python"):
    found = index.match(languages.SPECS[language], importer, Import(module, name))
    return found.paths[0] if found and found.paths else None


def test_more_matched_segments_win():
    index = suffixes("x/b/c.py", "y/a/b/c.py")
    assert match(index, "x/main.py", "a.b.c") == "y/a/b/c.py"


def test_leading_segments_may_be_dropped_while_two_remain():
    index = suffixes("pkg/util.py", "other.py")
    assert match(index, "main.py", "org.repo.pkg.util") == "pkg/util.py"
    assert match(index, "main.py", "org.repo.other") is None


def test_the_last_segment_may_be_a_symbol():
    assert match(suffixes("x/a/b.py"), "main.py", "a.b", "Name") == "x/a/b.py"


def test_an_index_file_stands_for_its_directory():
    assert match(suffixes("x/a/b/__init__.py"), "main.py", "a.b") == "x/a/b/__init__.py"


def test_a_tie_goes_to_the_nearest_and_is_called_ambiguous():
    index = suffixes("x/a/b.py", "y/a/b.py")
    found = index.match(languages.SPECS["python"], "y/main.py", Import("a.b"))
    assert found is not None
    assert (found.paths, found.ambiguous) == (("y/a/b.py",), True)


def test_one_segment_must_be_unique():
    assert match(suffixes("x/tool.py"), "main.py", "tool") == "x/tool.py"
    assert match(suffixes("x/tool.py", "y/tool.py"), "main.py", "tool") is None


def test_the_standard_library_is_never_matched():
    found = suffixes("x/json.py").match(languages.SPECS["python"], "main.py", Import("json"))
    assert found == languages.EXTERNAL


def test_the_share_of_matched_segments_is_kept():
    found = suffixes("b/c.py").match(languages.SPECS["python"], "main.py", Import("a.x.b.c"))
    assert found is not None
    assert (found.matched, found.exact) == (0.5, False)


segment = st.sampled_from("abc")
paths = st.sets(st.lists(segment, min_size=1, max_size=4).map("/".join), min_size=1)


@given(paths, st.lists(segment, min_size=2, max_size=4))
def test_the_longest_suffix_is_found_as_by_trying_all(stems, segments):
    found = suffixes(*(f"{stem}.py" for stem in stems)).longest(
        languages.SPECS["python"], "elsewhere/main.py", tuple(segments)
    )
    lengths = {
        stem: max(
            (n for n in range(1, len(segments) + 1) if stem.split("/")[-n:] == segments[-n:]),
            default=0,
        )
        for stem in stems
    }
    best = max(lengths.values())
    if best < 2:
        assert found is None
    else:
        assert found is not None
        assert lengths[found.paths[0].removesuffix(".py")] == best
        assert found.matched == best / len(segments)


@pytest.mark.parametrize(
    ("left", "right", "expected"), [("abc", "xbc", 2), ("a", "b", 0), ("ab", "b", 1), ("", "a", 0)]
)
def test_common_tail(left, right, expected):
    assert common_tail(left, right) == expected


def test_a_module_in_a_directory_is_found_by_its_last_segment_alone():
    assert match(suffixes("x/tool.py", "y/other.py"), "main.py", "tool") == "x/tool.py"
    assert match(suffixes("tool.py"), "x/main.py", "tool") == "tool.py"


def test_a_file_does_not_import_itself():
    assert match(suffixes("x/a/b.py"), "x/a/b.py", "a.b") is None
    assert match(suffixes("x/a/b.py", "y/a/b.py"), "y/a/b.py", "a.b") == "x/a/b.py"


def test_an_import_that_names_nothing_matches_nothing():
    index = suffixes("a/b.py")
    assert index.match(languages.SPECS["python"], "main.py", Import("")) is None
    assert index.match(languages.SPECS["python"], "main.py", Import("..")) is None


def test_what_no_path_has_a_segment_of_is_another_projects():
    index, spec = suffixes("acme/core.py"), languages.SPECS["python"]
    assert index.match(spec, "main.py", Import("numpy.random")) == languages.EXTERNAL
    assert index.match(spec, "main.py", Import("acme.gone")) is None


@pytest.mark.parametrize("name", ["", "*"])
def test_a_wildcard_is_no_last_segment(name):
    assert match(suffixes("x/a/b.py"), "main.py", "a.b", name) == "x/a/b.py"
    assert match(suffixes("x/b.py"), "main.py", "a.b", name) is None


def test_the_name_goes_before_the_module_that_may_hold_it():
    index = suffixes("x/a/b.py", "x/a/b/c.py")
    assert match(index, "main.py", "a.b", "c") == "x/a/b/c.py"
    found = index.match(languages.SPECS["python"], "main.py", Import("a.b", "d"))
    assert found is not None
    assert (found.paths, found.exact, found.matched) == (("x/a/b.py",), True, 1.0)


def test_the_importers_language_goes_before_the_nearest():
    files = [("x/a/b.js", "javascript", Outline()), ("y/a/b.ts", "typescript", Outline())]
    index = Suffixes(
        Repository(files, {}, [path for path, *_ in files]), ("javascript", "typescript")
    )
    for language, path in (("javascript", "x/a/b.js"), ("typescript", "y/a/b.ts")):
        found = index.match(languages.SPECS[language], "z/main", Import("a/b"))
        assert found is not None
        assert (found.paths, found.ambiguous) == ((path,), False)


def test_files_of_another_family_are_not_looked_at():
    files = [("x/a/b.py", "python", Outline()), ("x/a/c.rb", "ruby", Outline())]
    index = Suffixes(Repository(files, {}, [path for path, *_ in files]), ("python",))
    assert match(index, "main.py", "a.b") == "x/a/b.py"
    assert match(index, "main.py", "a.c") is None


@pytest.mark.parametrize(
    ("path", "stem"),
    [
        ("a/b.py", ("a", "b")),
        ("a.py", ("a",)),
        ("a/b.test.py", ("a", "b")),
        ("a/.hidden", ("a", ".hidden")),
        ("a/b/__init__.py", ("a", "b")),
        ("__init__.py", ("__init__",)),
    ],
)
def test_the_stem_of_a_path(path, stem):
    assert stem_of(languages.SPECS["python"], path) == stem
