"""Golden repositories: each page of tests/repos is one, with what must come of it."""

import ast
import dataclasses
import pathlib
import re

import pytest

from repoloom import languages
from repoloom.transforms import ingest
from repoloom.transforms.records import CONTEXT_ONLY, DROP, RawFile
from repoloom.transforms.settings import Weaving
from repoloom.transforms.shards import Repository
from repoloom.transforms.tokens.pieces import KeptFile
from repoloom.transforms.verdicts import policy
from repoloom.transforms.weave import weave_repository

PAGES = sorted((pathlib.Path(__file__).parent / "repos").glob("*.md"))
FILE = re.compile(r"^`([^`\n]+)`:\n\n```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SETTINGS = re.compile(r"^settings: `(\w+) = ([^`]+)`$", re.MULTILINE)
EXPECTED = re.compile(
    r"^(order|edges|pairs|verdicts|examples|slices):\n\n```\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclasses.dataclass(frozen=True)
class Outcome:
    woven: object
    judged: list
    texts: dict

    def order(self):
        return self.woven.order

    def edges(self):
        for edge in self.woven.edges:
            cut = "" if edge.kept else " (cut)"
            kind = "" if edge.kind == "import" else f" [{edge.kind}]"
            yield f"{edge.importer} -> {edge.imported}{kind}{cut}"

    def pairs(self):
        return (f"{pair.test} tests {pair.source}" for pair in self.woven.pairs)

    def verdicts(self):
        return (
            " ".join(filter(None, [path, verdict, reason])) for path, verdict, reason in self.judged
        )

    def examples(self):
        for example in self.woven.examples:
            yield " + ".join(
                f"({piece.path})" if piece.repeated else piece.path for piece in example.pieces
            )

    def slices(self):
        """What is repeated of each file, and in front of what."""
        for example in self.woven.examples:
            own = " + ".join(piece.path for piece in example.pieces if not piece.repeated)
            for piece in (piece for piece in example.pieces if piece.repeated):
                yield f"--- {piece.path} for {own}"
                text = self.texts[piece.path]
                spans = piece.ranges or ((0, len(text)),)
                yield from b"".join(text[a:b] for a, b in spans).decode().splitlines()


def weave(page, tokenizer):
    raws = [RawFile("golden/page", path, text.encode()) for path, text in FILE.findall(page)]
    files = ingest.clean_repository(raws, ingest.Cleaning(secret=bytes(32)))
    judgements = [policy.judge(file, policy.Policy()) for file in files]
    kept = [
        KeptFile(file, judgement.verdict == CONTEXT_ONLY)
        for file, judgement in zip(files, judgements, strict=True)
        if judgement.verdict != DROP
    ]
    manifests = {file.path: file.text for file in files if languages.is_manifest(file.path)}
    repository = Repository("golden/page", "train", kept, manifests, [file.path for file in files])
    given = {name: ast.literal_eval(value) for name, value in SETTINGS.findall(page)}
    settings = dataclasses.replace(Weaving(seed=0, length=4096), **given)
    woven = weave_repository(repository, settings, tokenizer)
    judged = [
        (file.path, judgement.verdict, judgement.reason)
        for file, judgement in zip(files, judgements, strict=True)
    ]
    return Outcome(woven, judged, {file.path: file.text for file in files})


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_golden_repository(path, tokenizer, request):
    page = path.read_text()
    outcome = weave(page, tokenizer)

    def now(match):
        lines = "".join(f"{line}\n" for line in getattr(outcome, match[1])())
        return f"{match[1]}:\n\n```\n{lines}```"

    updated = EXPECTED.sub(now, page)
    assert EXPECTED.search(page), "a page states what must come of it"
    if request.config.getoption("--update"):
        path.write_text(updated)
    assert updated == path.read_text()


def test_there_are_golden_repositories():
    assert len(PAGES) >= 8
