"""Whether a value that stands where a secret may stand is one.

The rules are about writing, not about names: a secret has no spaces, is no path, no template, no
word and no identifier.
"""

import base64
import binascii
import re
import urllib.parse

from repoloom.transforms.redaction.secrets import randomness

_UUID = re.compile(rb"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_SECRET_BYTES = re.compile(rb"[A-Za-z0-9+/=_.~:%|@!#&*^?$-]+\Z")
# Values of any secret's name that are none: addresses, paths, files, selectors, dotted names.
_REFERENCE = re.compile(
    rb"(?i)[a-z][a-z0-9+.-]*://|(?:mailto|magnet|data|urn|tel):|#?\.{0,2}/|[A-Z]:\\|~/|[#.][a-z]"
    rb"|.*\.(?:py|js|ts|rb|go|java|cs|php|json|ya?ml|toml|pem|key|crt|txt|md|html?|xml|env|sh)\Z"
    rb"|.*(?:\\[dws]|\(\?|\.\*|\]\+|\[a-z)"
)
# A dotted name, unless a part of it is a draw, as in `pat.hx7himnppab4ymj0.qim8`.
_DOTTED = re.compile(rb"(?i)[a-z_]\w*(?:\.[a-z_]\w*)+\Z")
_DRAWN_PART = 14
_HEXADECIMAL = re.compile(rb"(?i)(?:[2-7][0-9a-f]){10,}\Z")
_ALGORITHM = re.compile(
    rb"(?i)sha-?[0-9]|md[45]|pbkdf|argon|bcrypt|scrypt|oauth|hmac|aes|rsa|base64|utf-?8"
)
# Passwords that nobody means: the words for it, with or without a number.
_WORD = (
    rb"pass|pwd|passwd|password|passphrase|secret|token|key|test|tester|testing|admin|user|username"
    rb"|root|guest|demo|foo|bar|baz|abc|my|new|old|the|some|wrong|bad|good|valid|invalid|correct"
    rb"|incorrect|default|super|hello|world|none|null|true|false|string|value|login|postgres|mysql"
)
_COMMON = re.compile(rb"(?i)(?:(?:" + _WORD + rb")[-_. #%:/]?)+[0-9]{0,4}!?\Z")
# `s3cr3t`, `p@ssw0rd`: the same words, as people write them to look like passwords.
_SPELLED = bytes.maketrans(b"013457@$!", b"oleastasi")
# `my-access-token`, `MY_ACCESS_TOKEN`, `x-auth-basic`: words that say what will stand here.
_SAYS_SO = re.compile(
    rb"(?i)(?:[a-z]+[-_])+(?:token|basic|key|secret|pass|password|passwd|pwd|auth)\Z"
)
# `%60%7B%7D` and its kin test the parser of URLs.
_ALPHANUMERIC = re.compile(rb"(?:[A-Za-z0-9][^A-Za-z0-9]?){3}")
_SPECIAL = re.compile(rb"[!@#$%^&*?~+=|]")
_PLAIN = re.compile(rb"(?i)[a-z]+(?:[-_. /:#][a-z0-9]+)*[-_]?[0-9]{0,2}\Z")
_LOCAL = re.compile(
    rb"(?i)(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|(?:[\w-]+\.)*(?:example|test|invalid|local|localhost)\b"
    rb"|(?:[\w-]+\.)*example\.(?:com|org|net)\b|host\b|hostname\b|domain\b|server\b|proxy\b)"
)


def is_secret(value: bytes) -> bool:
    """Whether `value` is a token or key: long, of a key's alphabet, and drawn at random."""
    if not 10 <= len(value) <= 1000 or not _SECRET_BYTES.match(value) or _is_none(value):
        return False
    return bool(_UUID.match(value)) or randomness.is_random(value)


def is_password(value: bytes) -> bool:
    """Whether `value` is a password: no space, no word, and more than one kind of character."""
    if not 4 <= len(value) <= 200 or re.search(rb"\s", value) or _is_none(value):
        return False
    plain = urllib.parse.unquote_to_bytes(value)
    if _COMMON.match(plain.translate(_SPELLED)) or not _ALPHANUMERIC.search(plain):
        return False
    if _ALGORITHM.search(value) or _COMMON.match(value) or _PLAIN.match(value):
        return randomness.is_random(value) or randomness.is_gibberish(value)
    letters = re.search(rb"[A-Za-z]", value)
    return bool(letters and (re.search(rb"[0-9]", value) or _SPECIAL.search(value[1:])))


def is_url_password(value: bytes) -> bool:
    """Whether the part between `:` and `@` of a URL is one: any word that is not a stand-in."""
    plain = urllib.parse.unquote_to_bytes(value)
    if _is_none(plain) or b" " in plain or plain.isdigit() or _SAYS_SO.match(plain):
        return False
    return bool(_ALPHANUMERIC.search(plain)) and not _is_common(plain)


def _is_common(value: bytes) -> bool:
    """Whether `value` is made of the words for a password, also with signs for letters."""
    return bool(_COMMON.match(value) or _COMMON.match(value.translate(_SPELLED)))


def basic(value: bytes) -> tuple[bytes, bytes] | None:
    """User and password of the Base64 of `user:password` (RFC 7617), or None."""
    try:
        user, colon, password = base64.b64decode(value, validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return None
    return (user, password) if colon and user.isascii() and password.isascii() else None


def is_local(host: bytes) -> bool:
    """Whether `host` starts with a name that leads nowhere: a local or a documentation host."""
    return bool(_LOCAL.match(host))


def _is_none(value: bytes) -> bool:
    """Whether `value` is visibly something else: a stand-in, a reference, a repetition."""
    if randomness.is_stand_in(value) or randomness.is_monotonous(value) or _REFERENCE.match(value):
        return True
    if _HEXADECIMAL.match(value) and bytes.fromhex(value.decode()).decode().isprintable():
        return True  # text in hexadecimal: of draws of 10 bytes one in 20,000 is printable
    return bool(_DOTTED.match(value)) and not randomness.is_random(value, least=_DRAWN_PART)
