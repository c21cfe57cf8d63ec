"""Options and fixtures of all tests.

--update    rewrites the expectations of tests/repos/*.md from what the code does now
tokenizer   a small SentencePiece tokenizer, trained once
"""

import hypothesis
import pytest

from repoloom.transforms.tokens import vocabulary
from repoloom.transforms.tokens.tokenizer import Tokenizer

# No test is timed: on a busy machine a first example may take any time.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="rewrite golden expectations")


@pytest.fixture(scope="session")
def small_model():
    lines = [
        f"def name_{n}(self, value: int) -> str:\n    return str(value + {n})\n" for n in range(300)
    ]
    return vocabulary.train([line.encode() for line in lines], vocab_size=512)


@pytest.fixture(scope="session")
def tokenizer(small_model):
    return Tokenizer.load(small_model)
