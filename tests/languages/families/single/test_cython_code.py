"""Cython's text as one of Python: what stays, what becomes `pass`, and that nothing moves."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom import languages
from repoloom.languages.families.single.cython_code import readable

PARTS = (
    "cdef ", "cpdef ", "class ", "struct X", "def f(", "int a", ")", ":", "\n", "    ", "\\\n",
    '"""', "# (", "ctypedef ", "cimport x", "from a ", "<int>", "&b", "new C", "@d(", "include 'a'",
    "IF A", "DEF B = 1", "extern from 'h'", "for i from 0 <= i < n", "\r\n", "{", "x = 1", "é",
)  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_places_and_lines_stay_what_they_are(text):
    data = text.encode()
    made = readable(data)
    assert len(made) == len(data)
    lines = [match.start() for match in re.finditer(rb"\n", data)]
    assert [match.start() for match in re.finditer(rb"\n", made)] == lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cimport numpy as np", "import numpy as np"),
        ("from a.b cimport (c,\n  d)", "from a.b import (c,\n d)"),
        ("cdef int a, b = 3", "pass"),
        ("cdef dict a = {\n  1: 2,\n}\nb = 1", "pass\n\n\nb = 1"),
        ("cdef class A(B):\n  cdef int a\n  x = 1", "class A(B):\n pass\n x = 1"),
        ("cdef class A [object O, type T]:\n  x = 1", "class A :\n x = 1"),
        ("cdef int* f(int a, B b) except -1 nogil:\n  return 1", "def f( ) :\n return 1"),
        ("def f(int a,\n  b=2): return a", "def f( \n ): return a"),
        ("cpdef list f(a): return [a]", "def f( ): return [a]"),
        ("cdef extern from 'a.h':\n  int f(int,\n    int)\n  int b\nx = 1",
         "if 1 :\n pass\n\n pass\nx = 1"),
        ("cdef extern from 'a.h' \\\n    nogil:\n  int f()", "if 1 \n :\n pass"),
        ("ctypedef struct A:\n  int b\n\n  # c\n  d", "class A:\n pass\n\n # c\n 0"),
        ("ctypedef int a", "pass"),
        ("cdef:\n  int a\nx = 1", "if 1:\n pass\nx = 1"),
        ("IF A == 1:\n  x = 1\nELIF B:\n  x = 2\nELSE:\n  x = 3",
         "if A == 1:\n x = 1\nelif B:\n x = 2\nelse:\n x = 3"),
        ("DEF A = 1", "0 ; A = 1"),
        ("include 'a.pxi'", "pass"),
        ("property a:\n  def __get__(self): return 1", "class a:\n def __get__( ): return 1"),
        ("@staticmethod\ncdef A f(a)", "\npass"),
        ("@a.b(c=\n  d)\ncdef A f(a): return a", "@a.b(c=\n d)\ndef f( ): return a"),
        ("for i from 0 <= i < n by 2: pass", "for i in 0 : pass"),
        ("x = <int>y + f(<A?>z, &w, <B*> &v) + new C()", "x = y + f( z, w, v) + new C()"),
        ("x = new C(1)\nif a < b and c > d: pass", "x = C(1)\nif a < b and c > d: pass"),
        ("x = a & b\nnew = 3\nf(new=1)", "x = a & b\nnew = 3\nf(new=1)"),
        ("def plain(): return 1\nclass A(B): pass", "def plain(): return 1\nclass A(B): pass"),
    ],
)  # fmt: skip
def test_what_a_text_becomes(text, expected):
    made = readable(text.encode()).decode()
    assert re.sub(r"[ \t]+", " ", re.sub(r"[ \t]+(?=\n|\Z)", " ", made)).replace(
        " \n", "\n"
    ).rstrip() == (expected.replace(" \n", "\n").rstrip())


def test_python_reads_what_is_left():
    text = (
        'cdef extern from "h.h":\n    ctypedef struct H:\n        int a\n\n'
        "cdef class M(B):\n    cdef int* p\n    cdef void g(self, int a) except *:\n"
        "        self.p = <int*>malloc(a * sizeof(int))\n        with nogil:\n            run(&a)\n"
    )
    tree = languages.parse("cython", text.encode())
    assert tree is not None
    assert not tree.root_node.has_error


def test_many_open_brackets_are_not_looked_for_again_and_again():
    text = b"def f(\n" * 50_000 + b"cdef x(y" * 20_000 + b"cdef :#" * 20_000
    assert len(readable(text)) == len(text)


def test_a_bracket_in_a_string_does_not_take_the_rest_along():
    text = "cdef str a = '('\n" + "x = 1\n" * 500 + "y = 2\n"
    assert readable(text.encode()).endswith(b"x = 1\ny = 2\n")
