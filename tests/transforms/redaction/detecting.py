"""What the tests of all detectors of personal data share."""

import hypothesis

from repoloom.transforms.redaction import spans
from repoloom.transforms.redaction.detection import Detectors
from tests import strategies


def found(module, text, before=b"", after=b""):
    """What a module's detectors find in a text, as (kind, value), between lines of other things."""
    whole = before + text.encode() + b"\n" + after
    merged = spans.merge(Detectors(module.DETECTORS).find(whole))
    return [(span.kind, whole[span.start : span.end].decode()) for span in merged]


def anywhere(test):
    """The test with `before` and `after`: plain lines around a value make no difference."""
    lines = strategies.plain_lines()
    alone = hypothesis.example(before=b"", after=b"")(test)
    return hypothesis.settings(max_examples=10)(hypothesis.given(before=lines, after=lines)(alone))
