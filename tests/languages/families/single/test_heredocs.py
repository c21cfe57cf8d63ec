import pytest
from hypothesis import given
from hypothesis import strategies as st

from repoloom.languages.families.single import heredocs
from tests.languages.made import outline_of

TAIL = "\nrequire_relative 'beta'\nclass Tail; end\n"
NESTED = [
    "x = <<~A\n  a\n  #{\n    <<~B\n      m\n    B\n  }\nA\n",
    "x = <<~A\n  a #{foo(<<~B)} c\n    m\n  B\n  d\nA\n",
    "x = <<~A\n  #{list.map do |i|\n    <<~B\n      m #{i}\n    B\n  end.join}\nA\n",
    "x = <<~A\n  #{list.map { |i| <<~B }.join}\n      m #{i}\n    B\nA\n",
    "x = <<~A\n  #{\n   <<~B\n    #{<<~C}\n     z\n    C\n   B\n  }\nA\n",
    "x = <<-A\n  #{\n   <<-B\n    q\n   B\n  }\n  A\n",
    "x = <<A\n#{<<B}\nq\nB\nA\n",
    'x = <<~"A b"\n  #{<<~B}\n q\n B\nA b\n',
    "x = <<~`A`\n  #{<<~B}\n q\n B\nA\n",
    "x = <<~A\n  #{if y\n <<~B\n q\n B\n else\n <<~C\n r\n C\n end}\nA\n",
    "x = <<~A\n  #{<<~B}\n  B\nA\n",
    "x = <<~A\n  #{show(a,\n   <<~B,\n  q\n   B\n   c)}\nA\n",
    "x = <<~A\n  #{<<~A}\n q\n A\nA\n",
    "x = <<~A\n a #{<<~B unless y} b\n q\nB\nA\n",
    "x <<FOO\ny = 1\n",
    "list <<item\n",
]
PLAIN = [
    "x = <<~A.strip\n  a #{b} #{c << d}\nA\n",
    "foo(<<~A, <<~B)\n a\nA\n b\nB\n",
    "x = <<~'A'\n  #{<<~B}\nA\n",
    'x = <<~A\n  #{h["}"]} #{"#{z}"}\nA\n',
    "class A\n  class <<self\n    def x; end\n  end\nend\n",
    "a << <<~B\n q\nB\n",
    "# <<FOO\n=begin\nx <<FOO\n=end\n",
    "a = 1 << 2\n",
]


@pytest.mark.parametrize("text", NESTED + PLAIN)
def test_what_stands_behind_is_read(text):
    found = outline_of("a.rb", text + TAIL)
    assert [each.module for each in found.imports] == ["beta"]
    assert "Tail" in [each.name for each in found.definitions]


@pytest.mark.parametrize("text", [*PLAIN, "__END__\nx <<FOO\n"])
def test_what_the_grammar_reads_stays(text):
    assert heredocs.readable(text.encode()) == text.encode()


def test_a_heredoc_inside_of_another_is_blank():
    text = b"x = <<~A\n  #{<<~B} #{y}\n  m\n  B\n  n\nA\nz\n"
    assert heredocs.readable(text) == b"x = <<~A\n  #{nil } #{y}\n   \n   \n  n\nA\nz\n"


def test_an_interpolation_of_many_lines_was_misread():
    text = b"x = <<~A\n  #{\n" + b"  y\n" * 500 + b"A\nrequire 'b'\n"
    assert heredocs.readable(text) == text


PARTS = ["<<~A", "<<B", "#{", "}", "{", "A", "B", "\n", " ", '"', "<<~'A'", "=begin\n", "\r\n", "#"]


@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_length_and_lines_stay(text):
    plain = heredocs.readable(text.encode())
    assert len(plain) == len(text.encode())
    assert [at for at, byte in enumerate(plain) if byte in b"\r\n"] == [
        at for at, byte in enumerate(text.encode()) if byte in b"\r\n"
    ]
