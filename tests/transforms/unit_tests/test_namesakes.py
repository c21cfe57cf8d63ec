import pytest

from repoloom import languages
from repoloom.transforms.records import Edge
from repoloom.transforms.unit_tests import pairing
from tests.transforms.unit_tests.conventions import CONVENTIONS, REPOSITORIES, stem_for


def needs(*pairs, kind="import"):
    return [Edge(importer, imported, kind, 1.0) for importer, imported in pairs]


def pair(*paths, edges=()):
    files = [(path, languages.language_of(path, b"")) for path in paths]
    return [(found.test, found.source) for found in pairing.pair(files, list(edges))]


@pytest.mark.parametrize(("spec", "name"), CONVENTIONS)
def test_a_test_by_the_convention_of_its_language_has_its_source(spec, name):
    stem = stem_for(name)
    test = f"tests/{name.format(stem=stem)}{spec.extensions[0]}"
    source = f"{stem}{spec.extensions[0]}"
    assert pairing.pair([(test, spec.name), (source, spec.name)], [])[0].source == source


@pytest.mark.parametrize(("test", "source", "others"), REPOSITORIES)
def test_the_source_of_the_name_in_the_place_is_found(test, source, others):
    assert (test, source) in pair(test, source, *others)
    assert [found for found in pair(test, source, *others) if found[0] == test] == [(test, source)]


@pytest.mark.parametrize(
    "paths",
    [
        ("tests/test_everything.py", "acme/core.py"),
        ("tests/conftest.py", "acme/core.py"),
        ("tests/fixtures/core.py", "acme/core.py"),
        ("tests/fixtures/test_core.py", "acme/core.py"),
        ("tests/index.test.ts", "src/web/pages/index.ts"),
        ("tests/core.rs", "src/core.rs"),
        ("b/tests/test_stream.py", "a/stream.py", "a/tests/test_other.py"),
        ("test_core.py", "core.go"),
        ("test.c", "core.c"),
        ("tests/test_utils.py", "acme/a/utils.py", "acme/b/utils.py"),
        ("test/test_helper.rb", "lib/helper.rb"),
        ("tests/test_cli.py", "acme/cli/__init__.py"),
        ("pkg/test_codec.go", "pkg/codec.go"),
    ],
)
def test_an_unsure_pair_is_no_pair(paths):
    assert pair(*paths) == []


def test_an_import_decides_between_sources_of_one_name():
    paths = ("tests/test_utils.py", "a/utils.py", "b/utils.py")
    for source in paths[1:]:
        assert pair(*paths, edges=needs((paths[0], source))) == [(paths[0], source)]


def test_an_import_reaches_beyond_the_place():
    test, source = "b/tests/test_stream.py", "a/stream.py"
    assert pair(test, source, "a/tests/test_other.py", edges=needs((test, source))) == [
        (test, source)
    ]


def test_an_import_makes_a_pair_of_a_file_in_a_test_directory():
    edges = needs(("tests/core.rs", "src/core.rs"))
    assert pair("tests/core.rs", "src/core.rs", edges=edges) == [("tests/core.rs", "src/core.rs")]


def test_a_file_of_tests_belongs_to_the_module_around_it():
    paths = ("src/parser/tests.rs", "src/parser.rs", "src/lexer.rs")
    edges = needs(("src/parser/tests.rs", "src/parser.rs"), ("src/parser/tests.rs", "src/lexer.rs"))
    assert pair(*paths, edges=edges) == [("src/parser/tests.rs", "src/parser.rs")]


def test_a_file_of_shared_tests_belongs_to_no_linked_module_elsewhere():
    edges = needs(
        ("tests/common/mod.rs", "src/parser/mod.rs"), ("tests/all.rs", "src/lexer/mod.rs")
    )
    paths = ("tests/common/mod.rs", "tests/all.rs", "src/parser/mod.rs", "src/lexer/mod.rs")
    assert pair(*paths, edges=edges) == []


def test_a_package_has_the_test_of_its_name_if_one_imports_the_other():
    test, source = "tests/test_cli.py", "acme/cli/__init__.py"
    assert pair(test, source, "acme/web/__init__.py", edges=needs((test, source))) == [
        (test, source)
    ]


def test_a_file_that_does_not_stand_for_its_directory_is_no_package():
    assert (
        pair("tests/test_web.py", "web/a.py", edges=needs(("tests/test_web.py", "web/a.py"))) == []
    )


@pytest.mark.parametrize("test", ["test/test_helper.rb", "test/helper_testcase.rb"])
def test_a_name_that_is_no_convention_needs_an_import(test):
    assert pair(test, "lib/helper.rb") == []
    assert pair(test, "lib/helper.rb", edges=needs((test, "lib/helper.rb"))) == [
        (test, "lib/helper.rb")
    ]


@pytest.mark.parametrize("count", [64, 65, 200])
def test_among_namesakes_of_many_parts_the_ones_near_are_found(count):
    """With 65 and more only those of the test's part and those that it imports are looked at."""
    far = [f"p{number:03}/codec.py" for number in range(count - 1)]
    assert pair("z/codec_test.py", "z/codec.py", *far) == [("z/codec_test.py", "z/codec.py")]
    assert pair("p007/codec_test.py", "z/codec.py", *far) == [("p007/codec_test.py", far[7])]


def test_an_import_the_other_way_is_evidence_too():
    test, source = "tests/core.rs", "src/core.rs"
    assert pair(test, source, edges=needs((source, test))) == [(test, source)]


@pytest.mark.parametrize(
    ("test", "source", "linked", "rule"),
    [
        ("pkg/route_test.go", "pkg/route.go", False, "same_name"),
        ("tests/test_cli.py", "acme/cli/__init__.py", True, "package"),
        ("src/test/java/LinkedTreeMapSuiteTest.java", "src/main/java/LinkedTreeMap.java", False,
         "name_prefix"),
        ("pkg/route_match_test.go", "pkg/route.go", False, "first_word"),
        ("tests/core.rs", "src/core.rs", True, "directory"),
        ("src/parser/tests.rs", "src/parser.rs", False, "owner"),
        ("src/parser/tests.rs", "src/parser/mod.rs", True, "owner"),
        ("test/test_helper.rb", "lib/helper.rb", True, "directory"),
    ],
)  # fmt: skip
def test_a_pair_says_which_rule_found_it(test, source, linked, rule):
    files = [(path, languages.language_of(path, b"")) for path in (test, source)]
    edges = needs((test, source)) if linked else []
    assert [(one.source, one.rule) for one in pairing.pair(files, edges)] == [(source, rule)]
    if linked:
        assert pairing.pair(files, []) == []


def test_the_counterpart_of_a_source_says_so():
    paths = ("test/json_test.cc", "src/json.cc", "src/json.h")
    files = [(path, languages.language_of(path, b"")) for path in paths]
    found = pairing.pair(files, needs((paths[1], paths[2]), (paths[0], paths[2])))
    assert [(one.source, one.rule) for one in found] == [
        ("src/json.cc", "counterpart"),
        ("src/json.h", "same_name"),
    ]


def test_a_namesake_that_source_and_test_import_is_a_counterpart():
    paths = ("tests/test_io.py", "acme/io.py", "acme/fast/io.py")
    both = needs((paths[0], paths[1]), (paths[0], paths[2]), (paths[1], paths[2]))
    assert len(pair(*paths, edges=both)) == 2
    assert len(pair(*paths, edges=both[:2])) == 1
    assert len(pair(*paths, edges=[both[0], both[2]])) == 1


def test_a_mirrored_directory_goes_before_an_import_and_an_import_before_the_nearest():
    test, mirrored, near = "tests/web/test_file_io.py", "web/file_io.py", "acme/file_io.py"
    far = "acme/a/b/file_io.py"
    assert pair(test, mirrored, far, edges=needs((test, far))) == [(test, mirrored)]
    assert pair(test, near, far, edges=needs((test, far))) == [(test, far)]
    assert pair(test, near, far) == [(test, near)]


def test_one_word_does_not_join_directories_that_contradict_each_other():
    """`has_many/_form_spec.rb` is about a field's form, not about the form of a page."""
    test, source = "spec/views/has_many/_form_spec.rb", "lib/admin/page/form.rb"
    assert pair(test, source) == []
    assert pair(test, source, edges=needs((test, source))) == [(test, source)]
    behind = needs((test, "lib/admin.rb"), ("lib/admin.rb", source))
    assert pair(test, source, "lib/admin.rb", edges=behind) == [(test, source)]
    assert pair("spec/views/has_many/_form_field_spec.rb", "lib/admin/page/form_field.rb") != []


@pytest.mark.parametrize("folder", ["integration", "system", "e2e", "shop-e2e/src", "features"])
def test_a_test_of_a_whole_system_has_no_source_by_its_name_alone(folder):
    test, source = f"test/{folder}/user_flow_test.rb", "app/models/user_flow.rb"
    assert pair(test, source) == []
    assert pair(test, source, edges=needs((test, source), kind="same_namespace")) == []
    assert pair(test, source, edges=needs((test, source))) == [(test, source)]


def test_what_stands_beside_end_to_end_tests_is_no_source_of_theirs():
    for folder in ("e2e", "apps/shop-e2e/src"):
        paths = f"{folder}/login.spec.ts", f"{folder}/login.ts"
        assert pair(*paths, edges=needs(paths)) == []


def test_among_many_namesakes_the_imported_one_is_found():
    sources = [f"package{number}/codec.py" for number in range(200)]
    test = "tests/test_codec.py"
    assert pair(test, *sources) == []
    assert pair(test, *sources, edges=needs((test, sources[77]))) == [(test, sources[77])]


def test_a_longer_name_falls_back_to_its_first_words():
    source, *others = (f"src/main/java/{name}.java" for name in ("LinkedTreeMap", "LinkedTree"))
    test = "src/test/java/LinkedTreeMapSuiteTest.java"
    assert pair(test, source, *others) == [(test, source)]


def test_one_word_is_enough_only_in_the_same_place():
    assert pair("pkg/route_match_test.go", "pkg/route.go") == [
        ("pkg/route_match_test.go", "pkg/route.go")
    ]
    assert pair("tests/web/test_route_match.py", "acme/core/route.py") == []


def test_header_and_implementation_are_both_sources():
    paths = ("test/json_test.cc", "src/json.cc", "src/json.h")
    edges = needs(("src/json.cc", "src/json.h"), ("test/json_test.cc", "src/json.h"))
    assert pair(*paths, edges=edges) == [(paths[0], "src/json.cc"), (paths[0], "src/json.h")]


def test_a_source_has_several_tests():
    tests = ["tests/test_cache.py", "tests/test_cache_speed.py"]
    assert pair(*tests, "acme/cache.py") == [(tests[0], "acme/cache.py")]
    assert pair("cache_test.go", "cache_speed_test.go", "cache.go") == [
        ("cache_speed_test.go", "cache.go"),
        ("cache_test.go", "cache.go"),
    ]
