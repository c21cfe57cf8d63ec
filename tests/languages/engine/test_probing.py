import pytest

from repoloom import languages
from repoloom.languages.engine import probing

KOTLIN = languages.SPECS["kotlin"].grammar
ANSWERS = """
import sys
source, answer = sys.stdin.buffer, sys.stdout.buffer
while head := source.read(16):
    text = source.read(int.from_bytes(head[:8], "big"))
    %s
    answer.write(b"1")
    answer.flush()
"""
SPINS = """
    import resource
    resource.setrlimit(resource.RLIMIT_CPU, (1, 2))
    while text == b"spin":
        pass
"""


def test_a_parse_that_ends_is_said_to():
    assert probing.ends(KOTLIN, b"class A\n", 1000)
    assert probing.ends(KOTLIN, b"class A\n" * 9000, 1000)
    assert probing.ends(KOTLIN, b"class A\n" * 9000, 0)


@pytest.mark.parametrize("does", [SPINS.strip(), 'assert text != b"spin"'])
def test_a_child_that_does_not_answer_is_ended_and_another_started(does):
    prober = probing.Prober(KOTLIN, child=ANSWERS % does)
    assert prober.ends(b"x", 0)
    first = prober.child
    assert not prober.ends(b"spin", 0)
    assert first.returncode != 0
    assert prober.ends(b"x", 0)
    prober.stop()
    prober.stop()


def test_a_text_whose_parse_would_not_end_has_no_tree(monkeypatch):
    assert languages.parse("kotlin", b"class A\n") is not None
    monkeypatch.setattr(probing, "ends", lambda *_: False)
    assert languages.parse("kotlin", b"class A\n") is None
    assert languages.parse("java", b"class A {}\n") is not None
