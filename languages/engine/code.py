r"""The names that the code of a file uses, without those in its comments and strings.

A walk over the tree would find comments and strings too, at a tenth of the speed: one regular
expression per language reads 150 MB/s.  What it cannot know (types, inherited members) stays
unknown; what it can is enough for three rules:

* a name in a comment or a string is no use, one in an interpolated expression is;
* a name behind a dot is a member of something, so only the head of `a.b.c` is looked up (and
  `a.b` kept beside it where the language writes members of packages so);
* a name that the file declares itself, at any depth, means that declaration (shadowing).
"""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator

from repoloom.languages.engine.qualified_names import blanked, holding, words
from repoloom.languages.engine.spec import LanguageSpec

DIGITS = b"0123456789"
LINES = bytes.maketrans(b":=", b"\n\n")
MEMBERS = re.compile(rb"\.[^\n]*")


@functools.cache
def _patterns(spec: LanguageSpec) -> tuple[re.Pattern[bytes], re.Pattern[bytes] | None]:
    return (
        re.compile(
            spec.comments.anywhere() + b"|" + spec.literals, re.DOTALL | re.MULTILINE | re.VERBOSE
        ),
        re.compile(spec.interpolated, re.DOTALL) if spec.interpolated else None,
    )


def code_of(spec: LanguageSpec, text: bytes) -> bytes:
    """The text with each comment, string and character literal made one blank.

    Of an interpolated string its expressions are left.  A language without `literals` keeps all.
    """
    if not spec.literals:
        return text
    prose, expression = _patterns(spec)
    if expression is None:
        return prose.sub(b" ", text)

    def left(match: re.Match[bytes]) -> bytes:
        if match.lastindex is None:
            return b" "
        return b" " + b" ".join(expression.findall(match[0])) + b" "

    return prose.sub(left, text)


def free_names(spec: LanguageSpec, code: bytes) -> list[bytes]:
    """The distinct names in `code` that may mean something outside of the file.

    They come in the order of the text; behind them the language's `members`.

    Args:
        spec: the language, with `binders` and `labels`.
        code: what `code_of` made of the text.
    """
    if spec.labels:
        code = code.replace(b"::", b" ")
    joints = b".:=" if spec.labels else spec.joints
    tokens = code.translate(blanked(joints)).split()
    distinct = dict.fromkeys(tokens)
    own = bound(spec, tokens, distinct)
    if not spec.labels:  # `class A implements B { class B {} }` names the B outside
        own = own.difference(words(code.partition(b"{")[0]))
    heads = dict.fromkeys(heads_of(b"\n".join(distinct)))
    heads.update(dict.fromkeys(spec.members(token for token in distinct if b"." in token)))
    return [name for name in heads if name[0] not in DIGITS and name not in own]


def heads_of(lines: bytes) -> list[bytes]:
    """`a.b.C` gives `a`; `.b` gives nothing; `x:Int` gives `x` and `Int`; `0..n` gives `n`."""
    ranges = lines.replace(b"...", b":").replace(b"..", b":").translate(LINES)
    return MEMBERS.sub(b"", ranges).split()


def bound(spec: LanguageSpec, tokens: list[bytes], distinct: Iterable[bytes]) -> set[bytes]:
    """The names of the language, and what the file declares by keyword, `name:` or `name =`.

    `fun Buffer.read` declares `read`.  A type in front of a colon is no label.
    """
    named = itertools.compress(tokens[1:], map(spec.binders.__contains__, tokens))
    found = {name.rstrip(b":").rpartition(b".")[2] for name in named} | spec.builtin
    if spec.labels:
        labels = {token.partition(b":")[0] for token in holding(b":", distinct)}
        labels.update(before(b"=", tokens))
        found.update(label for label in labels if label[:1].islower())
    return found


def before(mark: bytes, tokens: list[bytes]) -> Iterator[bytes]:
    """The tokens in front of each mark; `index` compares at a third of `map`'s price."""
    place = 0
    try:
        while True:
            place = tokens.index(mark, place + 1)
            yield tokens[place - 1]
    except ValueError:  # no more of them
        return
