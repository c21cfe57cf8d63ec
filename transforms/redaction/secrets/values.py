"""Whether a value that stands where a secret may stand is one.

The rules are about writing, not about names: a secret has no spaces, is no path, no template, no
word and no identifier.
"""

import base64
import binascii
import json
import re
import urllib.parse

from repoloom.transforms.redaction import published
from repoloom.transforms.redaction.secrets import randomness

_UUID = re.compile(rb"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_SECRET_BYTES = re.compile(rb"[A-Za-z0-9+/=_.~:%|@!#&*^?$-]+\Z")
# Values of any secret's name that are none: addresses, paths, files, selectors, dotted names.
_REFERENCE = re.compile(
    rb"(?i)(?:[a-z][a-z0-9+.-]*:){1,3}//|(?:mailto|magnet|data|urn|tel|r2dbc|unix):|#?\.{0,2}/|[A-Z]:\\|~/"
    rb"|[#.][a-z][\w-]*(?:[ .:#>+~\[(][^!@%^*&]*)?\Z"
    rb"|.*\.(?:py|js|ts|rb|go|java|cs|php|json|ya?ml|toml|pem|key|crt|txt|md|html?|xml|env|sh)\Z"
    rb"|signature=|.*[/F]aws4_request\Z|amzn1\.[a-z-]+\."
    rb"|.*(?:\\[dws]|\(\?|\.\*|\]\+|\[a-z)"
)
# What a package manager asks for, a date, and a form of printing.
_VERSION = re.compile(
    rb"(?i)[\^~<>=!vr ]*(?:[0-9]+:)?[0-9]+(?:\.[0-9x*]+)+(?:[-+._~]?[0-9a-z.+~-]*)"
    rb"(?:[ ,|<>=^~].*)?\Z"
    rb"|[a-z][\w.-]*[:@][0-9]+(?:\.[0-9]+)+(?:[-.+][\w.+-]*)?\Z"  # `jjwt-impl:0.11.2`
    rb"|[-+]?0(?:x[0-9a-f_]+|b[01_]+|o[0-7_]+)(?:n|[uil]{1,3}[0-9]{0,3}|usize)?\Z"
    rb"|1f[0-9a-f]{3}(?:-[0-9a-f]{2,5})*\Z|#(?:[0-9a-f]{3}|[0-9a-f]{6})\Z"  # a picture, a colour
    rb"|[a-z_]+=\Z|(?-i:(?:[a-z]{5,20}|UUID|LABEL)=[\w.-]+\Z|#?[A-Z][A-Z0-9]*_[A-Z0-9_]*=\Z)"
    rb"|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?\Z"
    rb"|(?:[^%]{0,3}%-?[0-9.]*[A-Za-z]{1,2}){2,}[^%]{0,3}\Z"
)
# Code that two quotes enclose which do not belong together, as in `"Password:"), call("x")`.
_CODE = re.compile(
    rb"[),;\]}]|\s*[+.&]\s*[A-Za-z_$].*[(\[].*[+.&]\s*\Z"
    rb"|[\\\"'+. ]*\$[A-Za-z_({]|[\w.]+[(\[]|.*(?:\)[,;.]|=>|&&|\|\|)"
    rb"|[A-Za-z_]+(?:\|[A-Za-z_]+(?::[\w,]+)?)+\Z"  # a union of types, `required|min:8`
    rb"|\*[0-9A-Fa-f]{40}\Z"  # MySQL's digest
)
# A dotted name, unless a part of it is a draw, as in `pat.hx7himnppab4ymj0.qim8`.
_DOTTED = re.compile(
    rb"(?i)[a-z_]\w*(?:\.(?:[a-z_]\w*|[0-9]+))+\Z"
    rb"|(?-i:[a-z_]\w*(?:\.[a-z_]\w*)*/[A-Z]\w*(?:\.[A-Z]\w*)*\??\Z)"  # a type with its package
)
_DRAWN_PART = 14
# `Sec-WebSocket-Key`: the name of a header
_HEADER = re.compile(rb"(?:[A-Z][a-z]{1,12}){1,3}(?:-(?:[A-Z][a-z]{1,12}){1,3}){1,4}\Z")
# `deployDocsPassphrase`: what looks up a secret by its name, not the secret.
_ENDS_LIKE_A_NAME = re.compile(
    rb"[a-z]{2,16}(?:[A-Z][a-z]{2,16})*(?:Passphrase|Password|Passwd|Secret|Token|ApiKey)\Z"
    rb"|[a-z]{2,12}[0-9]?[a-z]{0,12}(?:session|access|refresh|auth|client|api)(?:token|secret|key)\Z"
    rb"|[a-z]{1,8}(?:Pwd|Pass|Password)(?:[A-Z][a-z]{1,12}){1,3}\Z"
)
_HEXADECIMAL = re.compile(rb"(?i)(?:[2-7][0-9a-f]){10,}\Z")
_ALGORITHM = re.compile(
    rb"(?i)sha-?[0-9]|md[45]|pbkdf|argon|bcrypt|scrypt|oauth|hmac|aes|rsa|base64|utf-?8"
)
# Passwords that nobody means: the words for it, with or without a number.
_WORD = (
    rb"passwords?|pass|pwd|passwd|passphrase|secret|token|key|test|tester|testing|admin|user|username"
    rb"|root|guest|demo|foo|bar|baz|abc|my|new|old|the|some|wrong|bad|good|valid|invalid|correct"
    rb"|incorrect|default|super|hello|world|none|null|true|false|string|value|login|postgres|mysql"
    rb"|remote|local|proxy|strong|secure|very|long|random|sample|database|db|server|client|word|is"
    rb"|a|this|in|with|for|and|not|non|existing|clear|plain|source|target|app|account|change|it|let"
    rb"|me|please|redis|mongo|rabbit|grafana|minio|jenkins|django|rails|wordpress|laravel|oracle"
    rb"|access|auth|api|signature|refresh|bearer|simple|weak|safe|one|two|first|second|another|other|real|fake|mock|stub|hidden|chars?"
)
_COMMON = re.compile(rb"(?i)(?:(?:" + _WORD + rb")[-_. #%:/@!*^&+]?)+[0-9]{0,6}[!@#$?.]{0,2}\Z")
_WORDS = re.compile(rb"[A-Za-z]{2,12}(?:[-_ .:]+[A-Za-z0-9]{1,12}){2,}\s*\Z")
# The word for it in other languages, as what a user reads: `Passwortschutz`.
_CAPITALS = re.compile(rb"\W?[A-Z]{2,}[0-9]?(?:_[A-Z0-9]{2,})+\Z")  # `USER_KEY_DATA`
_HOLDS_WORD = re.compile(rb"(?i)passw|kennwort|contrase|motdepasse|wachtwoord|l\xc3\xb6sen")
_FOREIGN = re.compile(rb"[\x80-\xff]+")
_AFTER_WORDS = re.compile(rb"[^A-Za-z]+\Z")
# `s3cr3t`, `p@ssw0rd`: the same words, as people write them to look like passwords.
_SPELLED = bytes.maketrans(b"013457@$!", b"oleastasi")
# `my-access-token`, `MY_ACCESS_TOKEN`, `x-auth-basic`: words that say what will stand here.
_SAYS_SO = re.compile(
    rb"(?i)(?:[a-z]+[-_])+(?:token|basic|key|secret|pass|password|passwd|pwd|auth)\Z"
)
# `%60%7B%7D` and its kin test the parser of URLs.
_KINDS = tuple(map(re.compile, (rb"[a-z]", rb"[A-Z]", rb"[0-9]", rb"[^A-Za-z0-9_.:/-]")))
_DRAWN = (randomness.is_random, randomness.is_gibberish, randomness.is_chaotic)
_NAMES = re.compile(rb"[\"'`]:[ \t]*[\"'`\[{]")
_TURNS = 4
_LETTERS_ALONE = 16
_LONGEST_CURSOR = 120
_LEAST_DIFFERENT = 3  # characters: nobody means `1a1a`
_LONG = 12  # from here on a draw may hold `3`, `0` and `1` where they spell words by chance
_ALPHANUMERIC = re.compile(rb"(?:[A-Za-z0-9][^A-Za-z0-9]?){3}")
_ESCAPED = re.compile(rb"%[0-9A-Fa-f]{2}|\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[0-7]{3})")
_SPECIAL = re.compile(rb"[!@#$%^&*?~+=|]")
_PLAIN = re.compile(rb"(?i)[a-z]+(?:[-_. /:#][a-z0-9]+)*[-_]?[0-9]{0,2}\Z")
_LOCAL = re.compile(
    rb"(?i)(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|(?:[\w-]+\.)*(?:example|test|invalid|local|localhost)\b"
    rb"|(?:[\w-]+\.)*example\.(?:com|org|net)\b|host\b|hostname\b|domain\b|server\b|proxy\b)"
)

# The password that most accounts have had, and a host under a domain: no address, no single word.
_WORST = re.compile(rb"(?i)password[0-9]{0,3}\Z")
_PUBLIC_HOST = re.compile(rb"(?i)(?:[a-z0-9-]+\.)+[a-z]{2,}\b")


def is_secret(value: bytes) -> bool:
    """Whether `value` is a token or key: long, of a key's alphabet, and drawn at random."""
    if not 10 <= len(value) <= 1000 or not _SECRET_BYTES.match(value) or _is_none(value):
        return False
    if len(value) <= _LETTERS_ALONE and _is_common(value):
        return False  # `5up3r53cr37`
    if _UUID.match(value) or randomness.is_random(value):
        return True
    return len(value) >= _LETTERS_ALONE and randomness.is_chaotic(value)


def is_name(text: bytes, end: int) -> bool:
    """Whether the value that ends there, in quotes, is itself the name of what follows."""
    return bool(_NAMES.match(text, end))


def is_uuid(value: bytes) -> bool:
    """Whether `value` is a UUID: a secret behind a name that says so, else rather an identity."""
    return bool(_UUID.match(value))


def is_token(value: bytes) -> bool:
    """Whether `value` is a secret that no expression of a programming language looks like.

    An identifier hardly changes between digits and letters four times; a draw of 16 does.
    """
    if not is_secret(value) or re.search(rb"[^\w.=+/~:-]", value):
        return False
    pieces = re.findall(rb"[A-Za-z0-9]+", value)
    turns = max(map(randomness.turns, pieces))
    return bool(_UUID.match(value)) or turns >= _TURNS or randomness.is_chaotic(value)


def is_drawn(value: bytes) -> bool:
    """Whether `value` is a password or key by its writing alone, whatever stands before it.

    At least 8 characters of three kinds, and less than half of it in words; or a token.
    """
    if not 8 <= len(value) <= 1000 or not _SECRET_BYTES.match(value) or _is_none(value):
        return False
    if _is_common(urllib.parse.unquote_to_bytes(value)) or _ALGORITHM.match(value):
        return False
    if randomness.is_random(value) or randomness.is_chaotic(value):
        return True
    if randomness.is_gibberish(value):
        return True
    if randomness.ends_in_words(value):
        return False
    kinds = sum(bool(kind.search(value)) for kind in _KINDS)
    spelled = value.translate(_SPELLED) if len(value) < _LONG else value
    words = max(randomness.word_share(value), randomness.word_share(spelled))
    return kinds >= 3 and words < 0.5 and randomness.entropy(value) >= 2.5


def is_password(value: bytes) -> bool:
    """Whether `value` is a password: no space, no word, and more than one kind of character."""
    if not 4 <= len(value) <= 200 or re.search(rb"\s", value) or _is_none(value):
        return False
    if len(set(value)) < _LEAST_DIFFERENT:
        return False
    plain = urllib.parse.unquote_to_bytes(value)
    if _is_common(plain) or not _ALPHANUMERIC.search(plain):
        return False
    if _ALGORITHM.search(value) or _is_common(value) or _PLAIN.match(value):
        return any(drawn(value) for drawn in _DRAWN)
    letters = re.search(rb"[A-Za-z]", value)
    mixed = re.search(rb"[0-9]", value) or _SPECIAL.search(value[1:]) or is_drawn(value)
    return bool(letters and mixed)


def is_url_password(value: bytes) -> bool:
    """Whether the part between `:` and `@` of a URL is one: any word that is not a stand-in."""
    plain = urllib.parse.unquote_to_bytes(value)
    if _is_none(plain) or b" " in plain or plain.isdigit() or _SAYS_SO.match(plain):
        return False
    return bool(_ALPHANUMERIC.search(plain)) and not _is_common(plain)


def _is_common(value: bytes) -> bool:
    """Whether `value` is made of the words for a password, also with signs for letters."""
    value = _FOREIGN.sub(b"a", value)  # `p\xc3\xa4ssword`
    core = _AFTER_WORDS.sub(b"", value) or value
    if value.isalpha() and _HOLDS_WORD.search(value):
        return True
    return any(
        _COMMON.match(one) or _COMMON.match(one.translate(_SPELLED)) for one in (value, core)
    )


def is_worst(value: bytes, host: bytes) -> bool:
    """Whether `value` is the password that most accounts have had, on a host under a domain."""
    meant = _WORST.match(value) and not value.isupper()  # `smtp://USER:PASSWORD@mail...`
    return bool(meant and _PUBLIC_HOST.match(host))


def basic(value: bytes) -> tuple[bytes, bytes] | None:
    """User and password of the Base64 of `user:password` (RFC 7617), or None."""
    try:
        user, colon, password = base64.b64decode(value, validate=True).partition(b":")
        (user + password).decode()
    except (binascii.Error, ValueError):
        return None
    return (user, password) if colon else None


def is_local(host: bytes) -> bool:
    """Whether `host` starts with a name that leads nowhere: a local or a documentation host."""
    return bool(_LOCAL.match(host))


def _is_none(value: bytes) -> bool:
    """Whether `value` is visibly something else: a stand-in, a reference, a repetition."""
    if randomness.is_stand_in(value) or randomness.is_monotonous(value):
        return True
    if not _ALPHANUMERIC.search(_ESCAPED.sub(b"  ", value)):
        return True  # bytes, and no letters that a person or a program has drawn
    if _VERSION.match(value) or _CODE.match(value) or published.is_algorithm(value):
        return True
    signed = value[:1] in b"#." and value[1:2].isalnum() and randomness.is_chaotic(value)
    if _REFERENCE.match(value) and not signed:
        return True
    if _is_base32_of_text(value) or _is_cursor(value):
        return True
    if _is_encoded_words(value) or _ENDS_LIKE_A_NAME.match(value):
        return True
    if _HEADER.match(value) or (b"%" in value and _is_common(urllib.parse.unquote_to_bytes(value))):
        return True
    inner = value.rpartition(b":")[2]
    if _HEXADECIMAL.match(inner) and bytes.fromhex(inner.decode()).decode().isprintable():
        return True  # text in hexadecimal: of draws of 10 bytes one in 20,000 is printable
    return bool(_DOTTED.match(value)) and not randomness.is_random(value, least=_DRAWN_PART)


def _is_encoded_words(value: bytes) -> bool:
    """Whether the last part is the Base64 of words, or of a pair whose password is one."""
    last = value.rpartition(b"_")[2].lstrip(b".")
    padded = last + b"=" * (-len(last) % 4)
    pair = basic(padded)
    return is_base64_of_words(padded) or bool(pair and _is_common(pair[1]))


def _is_base32_of_text(value: bytes) -> bool:
    """Whether `value` is the Base32 of readable text, as the examples of one-time passwords are."""
    try:
        text = base64.b32decode(value + b"=" * (-len(value) % 8))
    except (binascii.Error, ValueError):
        return False
    return len(text) >= 8 and text.isascii() and text.decode().isprintable()


def _is_cursor(value: bytes) -> bool:
    """Whether `value` is the Base64 of a JSON object of numbers and words: the token of a page."""
    if not value.startswith(b"eyJ") or len(value) > _LONGEST_CURSOR:
        return False
    try:
        inner = json.loads(base64.urlsafe_b64decode(value + b"=" * (-len(value) % 4)))
    except (ValueError, RecursionError):
        return False
    parts = inner.values() if isinstance(inner, dict) else ()
    return all(isinstance(one, int) or _is_short_word(one) for one in parts)


def _is_short_word(part: object) -> bool:
    return (
        isinstance(part, str) and (part.isdigit() or part.isalpha()) and len(part) < _LETTERS_ALONE
    )


def is_base64_of_words(value: bytes) -> bool:
    """Whether `value` is the Base64 of nothing but words, as in `my-secret-key-to-be-changed`.

    Less than three words are those for a password: `cGFzc3dvcmQ=` of a manifest.
    """
    if len(value) < 8 or len(value) % 4:
        return False
    try:
        inner = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return False
    inner = inner.rstrip()
    if _CAPITALS.match(inner):
        return True
    return bool(_WORDS.match(inner) if len(value) >= 24 else _COMMON.match(inner))
