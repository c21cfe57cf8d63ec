"""What a file is sliced into, by language, and the laws of all places."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repoloom import languages
from repoloom.transforms.tokens import sections
from repoloom.transforms.tokens.sections import NONE, Section, Sections


def cut(language, text, imports=()):
    return list(sections.sections(language, text, languages.parse(language, text), imports))


def stubs(language, text):
    """Of each definition its names, and what stands of it without words and body."""
    text = textwrap.dedent(text).lstrip("\n").encode()
    return [
        (
            b" ".join(one.names).decode(),
            (text[one.signature : one.head] + text[one.tail : one.end]).decode(),
        )
        for one in cut(language, text)
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "python",
            '''
            import os

            LIMIT = 3

            # What it takes.
            @wraps(os)
            def take(one,
                     two):
                """Takes."""
                return one

            class Box(Base):
                """A box."""
                size: int = 0

                @property
                def open(self):
                    return self.size
            ''',
            [
                ("LIMIT", "LIMIT = 3\n"),
                ("take", "@wraps(os)\ndef take(one,\n         two):\n"),
                ("Box", "class Box(Base):\n"),
                ("size", "    size: int = 0\n"),
                ("open", "    @property\n    def open(self):\n"),
            ],
        ),
        (
            "go",
            """
            package box

            import "fmt"

            // Limit of a box.
            const (
            \tLimit = 3
            \tLeast = 1
            )

            func (b *Box) Open(by int) error {
            \treturn fmt.Errorf("no")
            }
            """,
            [
                ("Limit Least", "const (\n\tLimit = 3\n\tLeast = 1\n)\n"),
                ("Open", "func (b *Box) Open(by int) error {\n}\n"),
            ],
        ),
        (
            "java",
            """
            package a;
            import b.C;
            /** A box. */
            public class Box<T> extends C {
              private int size = 0;
              /** Opens. */
              @Override
              public int open(int by) {
                return size;
              }
            }
            """,
            [
                ("Box", "public class Box<T> extends C {\n}\n"),
                ("size", "  private int size = 0;\n"),
                ("open", "  @Override\n  public int open(int by) {\n  }\n"),
            ],
        ),
        (
            "rust",
            """
            use a::b;
            #[derive(Debug)]
            pub struct Box<T> {
                size: usize,
            }
            impl<T> Open for Box<T> {
                fn open(&self) -> usize {
                    self.size
                }
            }
            """,
            [
                ("Box", "pub struct Box<T> {\n}\n"),
                ("size", "    size: usize,\n"),
                ("Box", "impl<T> Open for Box<T> {\n}\n"),
                ("open", "    fn open(&self) -> usize {\n    }\n"),
            ],
        ),
        (
            "typescript",
            """
            import {a} from './a';
            export const open = (by: number): number => {
              return by;
            };
            export default class Box {
              size = 0;
              close(): void {
                this.size = 1;
              }
            }
            export interface Shape { area: number }
            """,
            [
                ("open", "export const open = (by: number): number => {\n};\n"),
                ("Box", "export default class Box {\n}\n"),
                ("size", "  size = 0;\n"),
                ("close", "  close(): void {\n  }\n"),
                ("Shape", "export interface Shape { area: number }\n"),
            ],
        ),
        (
            "csharp",
            """
            using System;
            namespace A
            {
                public class Box
                {
                    public int Open(int by)
                    {
                        return by;
                    }
                }
            }
            """,
            [
                ("Box", "    public class Box\n    {\n    }\n"),
                ("Open", "        public int Open(int by)\n        {\n        }\n"),
            ],
        ),
        (
            "c",
            """
            #include "a.h"
            #ifndef BOX
            #define BOX 1
            /* Opens. */
            static int *open_box(struct box *it)
            {
                return it->size;
            }
            struct box { int size; };
            #endif
            """,
            [
                ("BOX", "#define BOX 1\n"),
                ("open_box", "static int *open_box(struct box *it)\n{\n}\n"),
                ("box", "struct box { int size; };\n"),
            ],
        ),
        (
            "ruby",
            """
            require 'set'
            class Box < Base
              # Opens.
              def open(by)
                @size = by
              end
            end
            """,
            [("Box", "class Box < Base\nend\n"), ("open", "  def open(by)\n  end\n")],
        ),
        (
            "php",
            """
            <?php
            namespace A;
            use B\\C;
            final class Box extends C
            {
                public function open(int $by): int
                {
                    return $by;
                }
            }
            """,
            [
                ("Box", "final class Box extends C\n{\n}\n"),
                ("open", "    public function open(int $by): int\n    {\n    }\n"),
            ],
        ),
        (
            "kotlin",
            """
            package a
            import b.C
            class Box(val size: Int) : C() {
              override fun open(by: Int): Int {
                return by
              }
            }
            fun Box.close() = size
            """,
            [
                ("Box", "class Box(val size: Int) : C() {\n}\n"),
                ("open", "  override fun open(by: Int): Int {\n  }\n"),
                ("close", "fun Box.close() = size\n"),
            ],
        ),
        (
            "cpp",
            """
            namespace a {
            template <typename T>
            class Box : public Base {
             public:
              int size() const {
                return 0;
              }
            };
            int Box<int>::open(int by) {
              return by;
            }
            }
            """,
            [
                ("Box", "template <typename T>\nclass Box : public Base {\n};\n"),
                ("size", "  int size() const {\n  }\n"),
                ("open", "int Box<int>::open(int by) {\n}\n"),
            ],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isalpha() else "",
)
def test_definitions_and_their_members(language, text, expected):
    assert stubs(language, text) == expected


def test_words_stand_above_the_signature_or_behind_it():
    text = b'x = 1  # of x\n# Above.\n\n# Takes.\n# Two.\ndef take():\n    """Docs."""\n    pass\n'
    _, one = cut("python", text)
    assert text[one.start : one.signature] == b"# Takes.\n# Two.\n"
    assert text[one.head : one.inner] == b'    """Docs."""\n'
    assert text[one.inner : one.tail] == b"    pass\n"
    assert cut("python", b"x = 1  # of x\ny = 2\n")[1].start == 14


def test_what_holds_an_import_and_no_body_is_no_definition():
    text = b"const a = require('a');\nconst f = () => {\n  require('b');\n};\n"
    places = [text.index(b"require('a')"), text.index(b"require('b')")]
    assert len(cut("javascript", text)) == 2
    (one,) = cut("javascript", text, places)
    assert one.names == (b"f",)


def test_members_know_what_they_are_in_and_deep_ones_are_left_in_it():
    text = b"class A:\n class B:\n  class C:\n   class D:\n    pass\nclass E:\n x = 1\n"
    found = [(*one.names, one.parent) for one in cut("python", text)]
    assert found == [(b"A", NONE), (b"B", 0), (b"C", 1), (b"E", NONE), (b"x", 3)]


def test_a_closing_line_closes_the_definition_and_nothing_in_it():
    text = b"def f():\n    return (\n        1\n    )\n"
    (one,) = cut("python", text)
    assert (one.tail, one.end) == (len(text), len(text))


def test_they_are_packed_and_compared_by_value():
    found = [Section(0, 1, 2, 3, 4, 5, NONE, (b"a", b"b")), Section(5, 5, 6, 6, 6, 6, 0)]
    packed = Sections.of(found)
    assert (list(packed), len(packed)) == (found, 2)
    assert packed == Sections.of(found) != Sections.of(found[:1])
    assert (list(Sections()), len(Sections())) == ([], 0)
    assert list(sections.whole(b"abc\n")) == [Section(0, 0, 4, 4, 4, 4)]


STATEMENTS = {
    "python": ["import a", "x = 1", "# c", "", "def f(a):\n  '''d'''\n  return a", "class C:\n  def m(self): pass\n  k = 2", "@d\nclass D: pass", "if x:\n  def g(): pass", "(", "f(\n)"],
    "javascript": ["import a from 'a'", "const x = 1, y = 2", "// c", "", "/** d */ function f(a) {\n return a }", "class C {\n m() {}\n}", "o.p = () => {\n}", "}", "f(\n)"],
    "cpp": ["#include <a>", "int x;", "// c", "", "int f(int a)\n{ return a; }", "struct S {\n int m;\n};", "namespace n {", "}", "#if A", "#endif", "template <class T>\nT g();"],
}  # fmt: skip


@settings(deadline=None)
@given(st.data())
def test_places_are_lines_in_order_and_inside_of_what_they_are_in(data):
    language = data.draw(st.sampled_from(sorted(STATEMENTS)))
    some = data.draw(st.lists(st.sampled_from(STATEMENTS[language]), max_size=12))
    text = data.draw(st.sampled_from(["\n", "\r\n", " \n"])).join(some).encode()
    begins = {0, len(text)} | {at + 1 for at in range(len(text)) if text[at] == 10}
    found = cut(language, text)
    for number, one in enumerate(found):
        places = [one.start, one.signature, one.head, one.inner, one.tail, one.end]
        assert places == sorted(places)
        assert set(places) <= begins
        assert one.names
        assert all(name in text[one.signature : one.end] for name in one.names)
        assert -1 <= one.parent < number
        if one.parent != NONE:
            assert found[one.parent].signature <= one.signature
            assert one.end <= found[one.parent].end
