"""What a name says about the value that it stands for: a password, a key, or neither."""

import re

PASSWORD = rb"passw(?:or)?d|passphrase|pass_?wd|\bpass\b|pwd"
SECRET = (
    rb"secret|token|credential|api[_-]?key|api[_-]?token|(?:access|auth|account|app|application"
    rb"|client|consumer|encryption|master|private|security|service|signing|subscription|license)"
    rb"[_-]?key"
)
# Names that say it in short, and as often mean something else: only a draw counts behind them.
SHORT = rb"(?:\b|[A-Za-z0-9]_)(?:pass|pw|psk|passcode|creds?|passwort|kennwort|senha|wachtwoord)\b"
# What a placeholder of a run begins with; it is no name of what stands behind it.
PLACEHOLDER = b"REDACTED_"

_IS_PASSWORD = re.compile(rb"(?i)" + PASSWORD)
_IS_SECRET = re.compile(rb"(?i)" + SECRET)
_IS_SHORT = re.compile(rb"(?i:" + SHORT + rb")|[a-z0-9](?:Pass|Pw|Psk|Pwd|Creds?)\b")

# A name that ends in one of these is not that of the secret itself.
_ABOUT = re.compile(
    rb"(?i)hash|sha[0-9]|md5|digest|checksum|type|ur[il]|file|path|field|label|placeholder|header"
    rb"|prefix|suffix|regex|pattern|format|message|error|text|title|hint|help|desc|column|selector"
    rb"|length|min(?:imum)?\b|max(?:imum)?\b|polic(?:y|ies)|history|setting|strength|prompt|expir|count|name"
    rb"|confirm|reset|length|endpoint|scope|issuer|algorithm|version|style|class|button|input"
    rb"|(?:signature|hmac|alg|algo|kdf)\Z|cipher"
)
_ID = re.compile(rb"(?:[_-]?id|[_-]?ID|Id)\Z")
_PUBLIC = re.compile(
    rb"(?i)(?:public[_-]?(?:key[_-]?)?|(?:hash(?:ed)?|digest|fingerprint)[_-]?(?:of[_-]?)?(?:[a-z]{1,12}[_-])?|\b(?:fastcgi|proxy|uwsgi|scgi|grpc|memcached)_)\Z"
)


def is_about(rest: bytes) -> bool:
    """Whether what follows the word in a name makes it that of something around the secret."""
    return bool(_ABOUT.search(rest))


def goes_on(word: bytes, rest: bytes) -> bool:
    """Whether the word is part of another, as `token` is in `tokenizer` and `tokens`."""
    return rest[:1].isalpha() and rest[:1].islower() == word[-1:].islower()


def is_identity(word: bytes, rest: bytes) -> bool:
    """Whether the name is that of a token's number, not of the token: `token_id`, `tokenId`."""
    return word.lower() == b"token" and bool(_ID.match(rest))


def is_public(before: bytes) -> bool:
    """Whether the name begins as that of a public key, or of what a web server passes on."""
    return bool(_PUBLIC.search(before))


def kind_of(name: bytes) -> str:
    """What a value of that name is: "password", "key", "short" (a password if drawn), or "".

    Args:
        name: a whole name, such as `DB_PASSWORD`, `x-api-key` or `auth.clientSecret`.
    """
    for kind, pattern in (("password", _IS_PASSWORD), ("key", _IS_SECRET), ("short", _IS_SHORT)):
        for found in pattern.finditer(name):
            word, rest = found.group(), name[found.end() :]
            other = goes_on(word, rest) or is_about(rest) or is_identity(word, rest)
            if not (other or is_public(name[: found.start()])):
                return kind
    return ""
