"""User names in the paths of home directories, in texts and of files."""

import re
from collections.abc import Iterator, Sequence

from repoloom.transforms.redaction.detection import windowed
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span

_HOME = re.compile(
    rb"(?<![\w.~/-])(?:/(?:home|Users|export/home|mnt/[a-z]/Users)/|[A-Z]:(?:\\\\?|/)+"
    rb"(?:Users|Documents and Settings)(?:\\\\?|/))(?P<user>[A-Za-z][\w.-]{1,31})(?=[/\\])"
)
_ACCOUNTS = re.compile(
    rb"(?i)(?:REDACTED_\w+|user(?:name)?\d*|you|your-?_?(?:user)?name|yourself|me|my_?\w*|name|(?:foo|bar|baz)+"
    rb"|root|admin\w*|runner\w*|ubuntu|centos|fedora|rocky|alma|opc|core|linux\d*|debian|vagrant|pi|docker|node|vscode|circleci|travis|jenkins"
    rb"|app|git|www\w*|www-data|public|shared|default|guest|tests?|tester|example|alice|bob|joe|john|jane"
    rb"|jovyan|ec2-user|vsts\w*|appveyor|linuxbrew|coder|gitpod|codespace|build\w*|ci|dev\w*"
    rb"|some\w*|index|pages?|about|home|all|list|login|static|assets|img|images|css|js|src|lib|bin"
    rb"|etc|usr|tmp|view\w*|component\w*|deploy\w*|web\w*|server|nobody|nonroot|container|apps|hello"
    rb"|private|data|service|nginx|apache|postgres|mysql|oracle|hadoop|spark|airflow|jupyter|rails"
    rb"|projects?|my_?project|j[-_.]?doe|j(?:oe|ohn|ane)[-_.]?(?:citi?zen|doe|smith|bloggs|public)|[\w-]*user|[\w-]*server|ec-?2-?user|\w*apps?|\w*_?test\w*|node\w*|sub|work|local|sandbox|doe|media|videos?|music|movies|photos|originals?\d*|(?:mini|ana)?conda\d*|svn|judge|staff|go|xyz|documents|desktop|downloads|software|php|laravel|abc|composer|ansible|gitlab\w*|github\w*|minecraft|steam|user\w*)\Z"
)
# Where images and machines are set up, the account is theirs.
_SET_UP = re.compile(
    rb"(?i)mountPath|VOLUME|WORKDIR|COPY |ADD |chown|useradd|adduser|volumes?:|\bFROM |^ENV "
)
_OPENED = re.compile(rb"[\"'`]")
_COMMENT = re.compile(rb"\s*(?://|#|\*|/\*|--|;)")
# Three names behind the user's, or a hidden folder.
_DEEP = re.compile(rb"(?:[/\\]+[\w .@+-]+){2}[/\\]+[\w.]|(?:[/\\]+[\w .@+-]+){0,2}[/\\]+\.\w")
_MARK = rb"/home/[A-Za-z]|[/\\](?:Users|Documents and Settings)[/\\]{1,2}[A-Za-z]"
_ROOT = re.compile(
    r"\A(?:home|Users)/(?P<user>[A-Za-z][\w.-]{1,31})/"
    r"(?:\.\w|Desktop|Documents|Downloads|Library|workspace|projects?|dev|go|git|code)"
)


def user_in_path(path: str) -> tuple[int, int] | None:
    """Where the user name stands in a repository path that is a copied home directory.

    `home/` and `Users/` are folders of many applications, so the folder has to be the first, and
    what follows the name one of those that a home directory has.
    """
    found = _ROOT.match(path)
    return found.span("user") if found and not _is_account(found["user"].encode()) else None


def _users(text: bytes, start: int, end: int) -> Iterator[Span]:
    """User names in absolute paths of home directories, without the accounts of machines."""
    for match in _HOME.finditer(text, start, min(end + 1, len(text))):
        line = text[max(start, text.rfind(b"\n", 0, match.start()) + 1) : match.start()]
        if not _is_account(match["user"]) and not _SET_UP.search(line):
            yield Span(*match.span("user"), "username")


def of_somebody(text: bytes, found: Sequence[Span], situation: Situation) -> Iterator[Span]:
    """The names that are not those of a program that the text speaks of: `/home/tide` in tide's.

    Nor those in strings of a test's code, and of other code where the path ends at once: what
    people leave behind of their own machines goes deeper than `/home/tide/code/a.txt`.
    """
    names = {text[span.start : span.end].lower() for span in found}
    programs = {name for name in names if _is_program(text.lower(), name)}
    for span in found:
        shown = situation.code and _is_shown(text, span, situation)
        if not shown and text[span.start : span.end].lower() not in programs:
            yield span


def _is_shown(text: bytes, span: Span, situation: Situation) -> bool:
    """Whether a path in a string of code shows what one looks like."""
    line = text[text.rfind(b"\n", 0, span.start) + 1 : span.start]
    opened = _OPENED.search(line)
    if not opened:
        return False
    return (situation.test and not _COMMENT.match(line)) or not _DEEP.match(text, span.end)


def _is_program(text: bytes, name: bytes) -> bool:
    """Whether the name is a word of the text, in no path, URL or address; or a project's own.

    A part of a namespace or package that a line names is a word as well.
    """
    word = re.escape(name)
    alone = re.compile(
        rb"(?<![\w/@.\\:-])" + word + rb"(?![A-Za-z0-9/@\\])|/" + word + rb"/" + word + rb"\b"
        rb"|\b(?:namespace|use|using|import|package) [\w.\\]*\b" + word + rb"\b"
    )
    return bool(alone.search(text))


def _is_account(user: bytes) -> bool:
    """Whether the name is one that machines, images and examples have."""
    return bool(_ACCOUNTS.match(user))


DETECTORS = (windowed(_MARK, _users),)
