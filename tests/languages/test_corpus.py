"""Every case of tests/corpus/*.md: small repositories with what must be read and linked.

A case is a heading, prose, files (a path in backquotes and a colon, then a fenced block), and
expected blocks after the words `package`, `imports`, `definitions` (of the first file) or `links`.
"""

import dataclasses
import pathlib
import re

import pytest

from repoloom import languages
from repoloom.transforms.graph import resolution

CORPUS = pathlib.Path(__file__).parent.parent / "corpus"
BLOCK = re.compile(r"^(`[^`\n]+`|\w+):\n\n````?(?:\w*)\n(.*?)^````?$", re.MULTILINE | re.DOTALL)
EXPECTED = ("package", "imports", "definitions", "links")


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    files: dict[str, bytes]
    expected: dict[str, str]


def cases_of(page: pathlib.Path) -> list[Case]:
    found = []
    for section in re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title = section.partition("\n")[0]
        blocks = BLOCK.findall(section)
        found.append(
            Case(
                name=f"{page.stem}: {title}",
                files={head.strip("`"): body.encode() for head, body in blocks if head[0] == "`"},
                expected={head: body for head, body in blocks if head in EXPECTED},
            )
        )
    return found


CASES = [case for page in sorted(CORPUS.glob("*.md")) for case in cases_of(page)]


def outlines_of(case: Case) -> list[tuple[str, str, languages.Outline]]:
    found = []
    for path, text in case.files.items():
        language = languages.language_of(path, text)
        tree = languages.parse(language, text)
        if tree is not None:
            found.append((path, language, languages.outline(language, text, tree)))
    return found


def told(statement: languages.Import) -> str:
    words = [statement.module or "."]
    words += [f"take {statement.name}"] if statement.name else []
    words += [f"as {statement.bound}"] if statement.bound else []
    words += [f"({statement.kind})"] if statement.kind else []
    words += ["nested"] if not statement.top_level else []
    words += ["conditional"] if statement.conditional and statement.top_level else []
    words += ["reexport"] if statement.reexport else []
    return " ".join([*words, f"used {statement.uses}"])


def linked(case: Case) -> str:
    manifests = {path: text for path, text in case.files.items() if languages.is_manifest(path)}
    links = resolution.resolve(outlines_of(case), manifests, list(case.files)).links
    rows = {
        f"{link.importer} -> {link.imported}"
        + (f" ({link.kind})" if link.kind != "import" else "")
        + "\n"
        for link in links
    }
    return "".join(sorted(rows))


def observed(case: Case, part: str) -> str:
    if part == "links":
        return linked(case)
    outline = outlines_of(case)[0][2]
    if part == "package":
        return outline.package + "\n"
    if part == "imports":
        return "".join(told(statement) + "\n" for statement in outline.imports)
    return "".join(f"{found.kind} {found.name}\n" for found in outline.definitions)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_read_and_linked_as_its_page_says(case):
    assert case.expected, "a case needs an expected block"
    assert case.expected == {part: observed(case, part) for part in case.expected}


def test_every_language_has_a_page_with_imports_and_links():
    for name in languages.SPECS:
        parts = [part for case in cases_of(CORPUS / f"{name}.md") for part in case.expected]
        assert {"imports", "definitions", "links"} <= set(parts), name
