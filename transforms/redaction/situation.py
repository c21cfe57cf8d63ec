"""What path and language of a file say about the values that stand in it."""

import dataclasses
import re

from repoloom import languages

# Languages of code in which a word without quotes is a string.
_BARE_WORDS = frozenset({"shell", "bash", "fish", "batch", "powershell", "tcl"})

_TEST = re.compile(
    r"(?i)(?:^|/)(?:[\w.-]*(?<![a-z])(?:tests?|specs?|testing|testdata|testcases?|fixtures?|mocks?|e2e|suites?)"
    r"(?![a-z])[\w.-]*/|(?:test|spec)[_-][^/]*$|[^/]*[_.-](?:tests?|specs?)\.\w+$|(?:[^/]*[_.-])?(?:fixtures?|mocks?|factory)\.\w+$|(?:[^/]*[_.-])?(?:testing|mock|fake|stub|dummy)[_.-][^/]*$|[^/]*\.t$)"
    r"|(?:^|/)[\w.-]*[a-z0-9](?-i:Tests?|Specs?|Testing)(?:[A-Z][\w.-]*)?(?:/|\.\w+$)"
)
_TRANSLATED = re.compile(
    r"(?i)(?:^|/)(?:[\w.-]*(?<![a-z])(?:locales?|i18n|l10n|intl|translations?|localizations?|lang(?:uage)?s?)"
    r"(?![a-z])[\w.-]*|[\w-]+\.lproj)/|\.(?:pot?|resx|arb|xlf|xliff|strings)$"
)
_LOCKED = re.compile(
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|packages\.lock\.json"
    r"|[^/]*\.lockfile|[^/]*\.lockb?|go\.mod|deps\.json|[^/]*\.deps\.json)$"
)


_EXAMPLE = re.compile(
    r"(?i)(?:^|/)[\w.-]*(?<![a-z])(?:examples?|samples?|demos?|tutorials?)(?![a-z])[\w.-]*/"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Situation:
    """Where a value stands.

    Attributes:
        code: in a programming language, where a value without quotes is an expression.
        script: in a programming language where such a value is a string: a shell's.
        data: in a format in which programs write numbers without quotes.
        markup: in a page or a drawing, which is full of numbers.
        test: in a test, or in what tests read.
        made_up: in one of these or in a document: values are made up there more often than not.
        example: in a program that shows how something is used.
        translated: in what a program says to its users: values there show what to type in.
        locked: in a list of packages that a tool wrote: names, versions and digests.
    """

    code: bool = False
    script: bool = False
    data: bool = False
    markup: bool = False
    test: bool = False
    made_up: bool = False
    example: bool = False
    translated: bool = False
    locked: bool = False


def of(path: str, language: str) -> Situation:
    """The situation of the values of a file.

    Args:
        path: in the repository, "" where unknown.
        language: its name, "" where unknown.
    """
    test = bool(_TEST.search(path))
    kind = languages.kind_of(language)
    translated = kind in ("data", "code") and bool(_TRANSLATED.search(path))
    return Situation(
        code=kind == "code" and language not in _BARE_WORDS,
        script=language in _BARE_WORDS,
        data=kind == "data",
        markup=kind == "markup",
        test=test,
        made_up=test or translated or kind == "docs",
        translated=translated,
        example=bool(_EXAMPLE.search(path)),
        locked=language == "lockfile" or bool(_LOCKED.search(path)),
    )
