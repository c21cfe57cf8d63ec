import itertools
import random

import pytest

from repoloom import languages
from repoloom.languages import Definition, Import, Outline
from repoloom.transforms.graph import resolution
from repoloom.transforms.records import Link
from tests.languages import test_corpus


def outline(language, text):
    tree = languages.parse(language, text.encode())
    assert tree is not None
    return languages.outline(language, text.encode(), tree)


def resolve(files, manifests=None, extra=()):
    parsed = [
        (path, languages.language_of(path, b""), outline(languages.language_of(path, b""), text))
        for path, text in files.items()
    ]
    return resolution.resolve(parsed, manifests or {}, [*files, *extra])


def edges(found):
    return [(link.importer, link.imported) for link in found.links]


def test_one_link_a_statement_and_file_with_the_number_of_used_names():
    found = resolve({"a.py": "from b import x, y, z\nx(y)\n", "b.py": "x = y = z = 1\n"})
    assert found.links == (
        Link("a.py", "b.py", "import", used_symbols=2, exact=True, matched=1.0, top_level=True),
    )


def test_a_wildcard_counts_the_definitions_that_are_used():
    found = resolve({"a.py": "from b import *\nx(y)\n", "b.py": "x = 1\ny = 2\nz = 3\n"})
    assert [link.used_symbols for link in found.links] == [2]


def test_where_a_statement_stands_is_kept():
    found = resolve(
        {
            "a.py": "if TYPE_CHECKING:\n    import b\ndef f():\n    import c\n",
            "b.py": "",
            "c.py": "",
        }
    )
    rows = [(link.imported, link.top_level, link.conditional) for link in found.links]
    assert rows == [("b.py", True, True), ("c.py", False, True)]


def test_a_reexport_is_marked():
    found = resolve({"index.js": 'export * from "./a";\n', "a.js": "export const x = 1;\n"})
    assert [link.reexport for link in found.links] == [True]


def test_a_file_never_links_to_itself():
    assert resolve({"a.py": "import a\n"}).links == ()


def test_every_import_is_counted_once():
    found = resolve(
        {
            "a.py": "import b\nimport json\nfrom .gone import x\nfrom numpy import array\n",
            "b.py": "import acme.gone\n",
            "lib/acme/cart.py": "import u.v.two\n",
            "x/u/v/two.py": "",
            "y/u/v/two.py": "",
        }
    )
    assert found.counts == {
        "python": {"resolved": 1, "external": 2, "ambiguous": 1, "unresolved": 2}
    }


def test_a_package_links_to_the_files_that_define_what_is_used_of_it():
    files = {f"p/f{index}.go": f"package p\n\nfunc F{index}() {{}}\n" for index in range(9)}
    used = " ".join(f"p.F{index}();" for index in range(1, 8))
    main = f'package main\n\nimport "m/p"\n\nfunc F0() {{ {used} other.F8() /* p.F8 */ }}\n'
    files["main.go"] = main
    found = resolve(files, {"go.mod": b"module m\n"})
    assert edges(found) == [("main.go", f"p/f{index}.go") for index in range(1, 8)]


def test_a_package_may_declare_another_name_than_its_path_ends_in():
    files = {
        "p-src/a.go": "package p\n\nfunc First() {}\n",
        "p-src/b.go": "package p\n\nfunc Second() {}\n",
        "main.go": 'package main\n\nimport "m/p-src"\n\nfunc main() { p.Second() }\n',
    }
    found = resolve(files, {"go.mod": b"module m\n"})
    assert edges(found) == [("main.go", "p-src/b.go")]
    assert found.links[0].used_symbols == 1


def test_a_package_of_which_nothing_is_used_links_to_its_first_file():
    files = {
        "p/a.go": "package p\n",
        "p/b.go": "package p\n",
        "main.go": 'package main\n\nimport _ "m/p"\n',
    }
    assert edges(resolve(files, {"go.mod": b"module m\n"})) == [("main.go", "p/a.go")]


MAIN = 'package main\n\nimport {} "m/p"\n\nfunc main() {{ {} }}\n'


@pytest.mark.parametrize(
    ("dropped", "bound", "use", "expected"),
    [
        ("ab", "", "p.Made()", "p/a.go"),
        ("ab", "_", "", "p/a.go"),
        ("ab", ".", "Made()", "p/a.go"),
        ("a", "", "p.Made()", "p/a.go"),
        ("a", "", "p.Known()", "p/b.go"),
        ("a", "_", "", "p/b.go"),
        ("b", "", "p.Known()", "p/b.go"),
        ("b", "_", "", "p/a.go"),
    ],
)
def test_a_package_may_hold_files_without_an_outline(dropped, bound, use, expected):
    files = {
        "main.go": MAIN.format(bound, use),
        "p/a.go": "package p\n\nfunc Made() {}\n",
        "p/b.go": "package p\n\nfunc Known() {}\n",
    }
    left = {
        path: text for path, text in files.items() if path[2:3] not in dropped or path[0] == "m"
    }
    assert edges(resolve(left, {"go.mod": b"module m\n"}, files)) == [("main.go", expected)]


@pytest.mark.parametrize("case", test_corpus.CASES, ids=lambda case: case.name)
def test_each_file_may_be_without_an_outline(case):
    """Dropped, or too much to parse: no resolver may count on any one file of a repository."""
    manifests = {path: text for path, text in case.files.items() if languages.is_manifest(path)}
    files = test_corpus.outlines_of(case)
    for left in (*itertools.combinations(files, max(0, len(files) - 1)), *zip(files)):
        found = resolution.resolve(left, manifests, list(case.files))
        assert {link.importer for link in found.links} <= {path for path, _, _ in left}


def test_a_name_of_the_own_package_links_unless_short_or_bound_by_an_import():
    files = {
        "A.java": "package p;\nclass A { Box b; Cup c; T t; }\n",
        "B.java": "package p;\nclass Box {}\n",
        "C.java": "package p;\nclass Cup {}\n",
        "T.java": "package p;\nclass T {}\n",
        "q/C.java": "package q;\npublic class Cup {}\n",
        "D.java": "package p;\nimport q.Cup;\nclass D { Cup c; }\n",
    }
    found = [(link.importer, link.imported, link.kind) for link in resolve(files).links]
    assert found == [
        ("A.java", "B.java", "same_package"),
        ("A.java", "C.java", "same_package"),
        ("D.java", "q/C.java", "import"),
    ]


def test_the_order_of_the_input_changes_nothing():
    files = {
        "src/a.py": "import b\nfrom c import d\n",
        "src/b.py": "import c\n",
        "src/c/__init__.py": "",
        "src/c/d.py": "from . import e\n",
        "src/c/e.py": "",
        "x/b.py": "",
    }
    parsed = [(path, "python", outline("python", text)) for path, text in files.items()]
    paths = list(files)
    expected = resolution.resolve(parsed, {}, paths)
    for seed in range(5):
        random.Random(seed).shuffle(parsed)
        random.Random(seed).shuffle(paths)
        assert resolution.resolve(parsed, {}, paths) == expected
    assert list(expected.links) == sorted(expected.links, key=lambda link: link.importer)


def test_definitions_used_by_an_include_are_counted():
    files = [
        ("a.c", "c", Outline(imports=(Import("b.h", kind="quoted"),), identifiers=b"f\ng")),
        ("b.h", "c", Outline(definitions=(Definition("f", "function", 0, 1),))),
    ]
    found = resolution.resolve(files, {}, ["a.c", "b.h"])
    assert [(link.imported, link.used_symbols) for link in found.links] == [("b.h", 1)]


def used(importer, **files):
    found = resolve({"a.py": importer} | {f"{name}.py": text for name, text in files.items()})
    return sum(link.used_symbols for link in found.links)


def test_names_of_several_statements_add_up_and_the_same_name_counts_once():
    names = "x = 1\ny = 2\n"
    assert used("from b import x\nfrom b import y\nx(y)\n", b=names) == 2
    assert (
        used(
            "def f():\n    from b import x\n    x()\ndef g():\n    from b import x\n    x()\n",
            b=names,
        )
        == 1
    )
    assert used("from b import *\nfrom b import *\nx(y)\n", b=names) == 2
    assert used("from b import x\nfrom b import y\n", b=names) == 0


def test_qualified_names_of_one_file_are_counted_once():
    parts = "class One { int a = q.Two.A + q.Two.Inner.B; }\n"
    found = resolve(
        {"p/One.java": f"package p;\n{parts}", "q/Two.java": "package q;\nclass Two {}\n"}
    )
    assert sum(link.used_symbols for link in found.links) <= 1


def test_a_file_that_is_embedded_is_an_edge_of_its_own_kind():
    files = {"src/lib.rs": 'const A: &str = include_str!("b.rs");\nmod b;\nmod c;\n'}
    files |= {"src/b.rs": "", "src/c.rs": 'const B: &[u8] = include_bytes!("b.rs");\n'}
    found = resolve(files, {"Cargo.toml": b'[package]\nname = "a"\n'})
    assert [(link.importer, link.imported, link.kind) for link in found.links] == [
        ("src/c.rs", "src/b.rs", "embed"),
        ("src/lib.rs", "src/b.rs", "embed"),
        ("src/lib.rs", "src/b.rs", "import"),
        ("src/lib.rs", "src/c.rs", "import"),
    ]


def test_imports_beyond_the_work_of_a_repository_stay_unresolved(monkeypatch):
    files = {"a.lua": "require 'x.y'\n", "b.lua": "require 'x.y'\n", "q/x/y.lua": ""}
    assert len(edges(resolve(files))) == 2
    spent = iter([None, None, languages.TooMuchError, languages.TooMuchError])

    def spend(*_):
        if error := next(spent):
            raise error

    monkeypatch.setattr("repoloom.languages.engine.work.Work.spend", lambda *_: None)
    parsed = [(path, "lua", outline("lua", text)) for path, text in files.items()]
    monkeypatch.setattr("repoloom.languages.engine.work.Work.spend", spend)
    found = resolution.resolve(parsed, {}, list(files))
    assert edges(found) == [("a.lua", "q/x/y.lua")]
    assert found.counts["lua"]["unresolved"] == 1
