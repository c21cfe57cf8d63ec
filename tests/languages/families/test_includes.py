import json

import pytest

from repoloom.languages.families import includes
from tests.languages.made import repository


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/CMakeLists.txt", True),
        ("x.cmake", True),
        ("rules.mk", True),
        ("Makefile", True),
        ("a.c", False),
    ],
)
def test_what_is_a_build_file(path, expected):
    assert includes.is_build_file(path) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CFLAGS = -Ione -I two -I$(TOP)/three -L-Ino", ["one", "two", "$(TOP)/three"]),
        ("my-Ino", []),
        ("include_directories(b)\n-Ia -isystem c", ["b", "a", "c"]),
        ('include_directories(SYSTEM "a" b)', ["a", "b"]),
        (
            "target_include_directories(x PUBLIC $<BUILD_INTERFACE:${D}/inc> e)",
            ["x", "${D}/inc", "e"],
        ),
        ("include_directories('a', 'b')", ["a", "b"]),
    ],
)
def test_the_directories_that_a_build_file_names(text, expected):
    assert list(includes.told(text.encode())) == expected


MADE = ["a/inc/x.h", "a/b/inc/x.h", "top/x.h", "a/b/x.h"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("inc", ["a/b/inc"]),
        ("../inc", ["a/inc"]),
        ("top", []),
        ("${ROOT}/top", ["top"]),
        ("$(ROOT)/inc", ["a/b/inc"]),
        ("${HERE}", ["a/b"]),
        (".", ["a/b"]),
        ("../..", [""]),
        ("${A}/${B}/inc", []),
        ("/usr/include", []),
        ("none", []),
    ],
)
def test_what_a_directory_of_a_build_file_means(name, expected):
    made = repository(dict.fromkeys(MADE, ""))
    assert list(includes.places(made, "a/b/Makefile", name)) == expected


def test_roots_are_told_named_or_proven():
    files = {
        "Makefile": "CFLAGS = -Itold -Inone",
        "notes.txt": "-Ikept",
        "told/a.h": "",
        "kept/a.h": "",
        "lib/include/b.h": "",
        "core/net/socket.h": "",
        "one/twice/c.h": "",
        "two/twice/c.h": "",
        "use.c": '#include "net/socket.h"\n#include "twice/c.h"\n#include "./told/a.h"\n#include "a.h"\n',
        "use.py": "import net\n",
    }
    made = repository(files)
    assert includes.roots(made, includes.Order(made)) == {
        "told",
        "lib/include",
        "core",
    }


def test_a_header_at_the_root_proves_the_root():
    files = {"net/socket.h": "", "use.cc": '#include "net/socket.h"\n'}
    assert includes.proven(repository(files)) == {""}


def entry(**values):
    return json.dumps([values])


@pytest.mark.parametrize(
    ("database", "expected"),
    [
        (entry(directory="/h/p", file="src/a.c", command="cc -Iinc -I two"), ("inc", "two")),
        (entry(directory="/h/p/out", file="../src/a.c", command="cc -I../two"), ("two",)),
        (entry(directory="/h/p", file="/h/p/src/a.c", arguments=["cc", "-I/h/p/inc"]), ("inc",)),
        (entry(directory="/h/p", file="src/a.c", command="cc -I/usr/include -I."), ("",)),
        (entry(directory="/h/p", file="gone.c", command="cc -Iinc"), ()),
        (entry(file=3), ()),
        ('{"file": "src/a.c"}', ()),
        ("[", ()),
    ],
)
def test_the_directories_of_a_compilation_database(database, expected):
    files = {"compile_commands.json": database, "src/a.c": "", "inc/a.h": "", "two/a.h": ""}
    assert includes.commands(repository(files)).get("src/a.c", ()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-DA='\"a.h\"'", [("A", '"a.h"')]),
        ('-D A=\\"a.h\\"', [("A", '"a.h"')]),
        ("'-DA=<a.h>'", [("A", "<a.h>")]),
        ('VERSION="3" A=a.h', []),
    ],
)
def test_the_headers_that_a_build_file_defines(text, expected):
    assert list(includes.defined(text.encode())) == expected
