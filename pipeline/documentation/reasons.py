"""The page that documents every reason: `make docs`."""

from __future__ import annotations

from collections.abc import Mapping

from repoloom.pipeline.sources import entries
from repoloom.transforms.verdicts import policy

MEANINGS: Mapping[str, str] = {**policy.REASONS, **entries.REASONS}
"""Every word that stands as a reason in a store or a verdict, and what it means.

Sources and select both know the words of files that were not read; a source says more exactly
which limit or form it met.
"""

_HEAD = """\
# Reasons

Whatever leaves a run, and whatever stays as context only, carries one of these words.  They stand
in the columns `reason` of store and verdicts, in the keys of the manifests' numbers, and in
`repoloom why`.  This page is generated from the code by `make docs`.

| reason | meaning |
|---|---|
"""


def page() -> str:
    """The Markdown of the page."""
    return _HEAD + "".join(f"| `{word}` | {MEANINGS[word]} |\n" for word in sorted(MEANINGS))


if __name__ == "__main__":
    print(page(), end="")
