"""Bytes of a file to UTF-8 text, or the reason why there is none.

In order: a byte order mark; strict UTF-8 or CESU-8; what the file declares of itself (PEP 263, XML,
HTML, CSS); UTF-8 that a few bytes spoil; what a detector recognizes with enough confidence.  A
candidate counts only if it decodes strictly and gives text: no lone surrogate, no C1 control
character.  Line ends stay as they are, nothing is ignored, and nothing is replaced but the bytes
that spoil UTF-8: each becomes U+FFFD, and the encoding says so (`REPLACED`).
"""

import codecs
import dataclasses
import re

import cchardet

BINARY = "binary"
UNDECODABLE = "undecodable"
REPLACED = "utf-8-replaced"
"""The encoding of a file in UTF-8 but for bytes that U+FFFD stands for."""

# Detection on short samples in nine legacy encodings: right answers had 0.62 to 0.91, the wrong
# ones 0.25 to 0.40.
CONFIDENCE = 0.5

# One control byte in 64: terminal captures and tests with a few stay, images and archives do not.
_CONTROL_SHARE = 1 / 64
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_HEAD = 1024

# A UTF-32 mark starts with a UTF-16 mark, so it comes first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = (
    re.compile(
        rb"\A(?:[^\n]*\n)?[ \t\f]*(?:#|//|/\*|;|%|--|\"|')[^\n]{0,80}?coding[:=]\s*([\w.-]+)"
    ),
    re.compile(rb"\A\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.-]+)"),
    re.compile(rb"(?i)<meta[^>]{0,200}?\bcharset\s*=\s*[\"']?([\w.-]+)"),
    re.compile(rb"\A@charset \"([\w.-]+)\""),
)
# Codecs that are not character sets, that decode any bytes, or that code executes.
_UNFIT = frozenset(
    {
        "idna",
        "punycode",
        "raw_unicode_escape",
        "undefined",
        "unicode_escape",
        "utf_7",
        "mbcs",
        "oem",
    }
)
# A few accented letters do not tell one Latin set from another, nor from a DOS or Mac page.  Where
# they look Western (no three in a row, typographic marks or letters of the upper half), they are
# read as Windows-1252, which holds all of ISO-8859-1 (the WHATWG encoding standard does so too).
_VAGUE = re.compile(r"iso8859-(?:1|3|10|14|15)$|cp(?:437|7\d\d|8\d\d)$|mac")
_NOT_WESTERN = re.compile(
    rb"[\x80-\xff]{3}|[\x80-\x84\x86-\x90\x98-\xa6\xac-\xaf\xb1-\xb6\xb8-\xba]"
)
# Letters of UTF-8.  Pages of other encodings hold such sequences by chance: 0 to 0.3 for each byte
# that fits in none, over comments in 12 languages and 26 encodings; "\u00c3" before a sign or three
# bytes in a row hardly ever.  So those count twice, and twice as many as misfits are UTF-8.
_PAIRS = re.compile(rb"[\xc2\xc4-\xdf][\x80-\xbf]")
_SURE = re.compile(
    rb"\xc3[\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_HIGH = bytes(range(0x80, 0x100))
_LEADS_OF_THREE = bytes(range(0xE0, 0xF5))
# Fewer letters than this may be chance in a comment of three Chinese characters.
_MIXED_LETTERS = 8
# An emoji as Java's and MySQL's "UTF-8" writes it: both surrogates, each as three bytes (UTR 26).
_CESU = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
# Hiragana and katakana are 0.5 to 0.9 of Japanese comments in EUC-JP, none of what reads as EUC-JP
# of comments in GB18030, EUC-KR and Big5 (whose second bytes seldom fit); the detector takes one
# short Japanese comment of two for Big5.
_KANA_SHARE = 0.25
_KANA = re.compile("[\u3041-\u3093\u30a1-\u30f6]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# It does so with Chinese and Korean, too.  Two of five second bytes in Big5 are below 0xA1, in the
# EUC forms none: eight letters without one are Big5 by chance once in 60 times.  Korean letters
# are syllables then, and six of ten Chinese ones read as such.
_EUC_LETTERS = 8
_SYLLABLES = re.compile("[\uac00-\ud7a3]")
_SYLLABLE_SHARE = 0.9
_EAST_ASIAN = frozenset(
    {"euc_jp", "shift_jis", "cp932", "big5", "gb2312", "gbk", "gb18030", "euc_kr"}
)
_C1 = re.compile("[\x80-\x84\x86-\x9f\ufffe\uffff]")


@dataclasses.dataclass(frozen=True, slots=True)
class Decoded:
    """What became of a file's bytes.

    Attributes:
        text: valid UTF-8 without a byte order mark, or None where `reason` says why.
        encoding: the codec that was used, such as "utf-8", "utf-8-sig" or "cp1252", or `REPLACED`;
            else "".
        reason: "", "binary" or "undecodable".
    """

    text: bytes | None
    encoding: str
    reason: str = ""


def decode(data: bytes) -> Decoded:
    """Decodes one file.  No bytes at all are text."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            text = _decoded(data, codec)
            if text is None and codec == "utf-8-sig":
                return _spoilt(data.removeprefix(mark)) or Decoded(None, "", UNDECODABLE)
            return _judge(text, codec) if text is not None else Decoded(None, "", UNDECODABLE)
    if (codec := _unmarked_utf16(data)) and (text := _decoded(data, codec)) is not None:
        return _judge(text, codec)
    if _is_utf8(data):
        return _declared_short(data) or _judge(data, "utf-8")
    if _CESU.search(data) and _is_utf8(joined := _CESU.sub(_joined, data)):
        return _judge(joined, "cesu-8")
    if b"\0" in data or _has_controls(data):
        return Decoded(None, "", BINARY)
    return _legacy(data)


def _spoilt(data: bytes) -> Decoded | None:
    """UTF-8 that a few bytes spoil; undecodable where it is mixed with much else; else None."""
    rest, sure = _SURE.subn(b" ", data)
    rest, pairs = _PAIRS.subn(b" ", rest)
    misfits = len(rest) - len(rest.translate(None, _HIGH))
    letters = 2 * sure + pairs
    if letters >= 2 * misfits and letters:
        return _judge(data.decode("utf-8", "replace").encode(), REPLACED)
    if letters >= misfits and letters >= _MIXED_LETTERS:
        return Decoded(None, "", UNDECODABLE)
    return None


def _declared_short(data: bytes) -> Decoded | None:
    """What declares an East Asian encoding and is UTF-8 by chance: no such letter has two bytes."""
    if data.isascii() or len(data.translate(None, _LEADS_OF_THREE)) < len(data):
        return None
    codec = _declared(data)
    text = _decoded(data, codec) if codec in _EAST_ASIAN else None
    return Decoded(text, codec) if text is not None else None


def _joined(surrogates: re.Match[bytes]) -> bytes:
    """The character of two surrogates that are written as three bytes each."""
    pair = surrogates[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
    return pair.decode("utf-16").encode()


def _is_utf8(data: bytes) -> bool:
    """Strict: no overlong form, no surrogate, nothing past U+10FFFF."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(data: bytes, codec: str) -> bytes | None:
    """`data` as UTF-8, or None where it is not strictly text in `codec`."""
    try:
        text = data.decode(codec)
        return None if _C1.search(text) else text.encode("utf-8")
    except (UnicodeError, LookupError):
        return None


def _has_controls(data: bytes) -> bool:
    """Whether more control bytes occur than text has."""
    return len(data) - len(data.translate(None, _CONTROLS)) > len(data) * _CONTROL_SHARE


def _judge(text: bytes, codec: str) -> Decoded:
    """Text that decoded may still be data: a WebAssembly module can be valid UTF-8."""
    return Decoded(None, "", BINARY) if _has_controls(text) else Decoded(text, codec)


def _unmarked_utf16(data: bytes) -> str:
    """The codec of UTF-16 without a mark: every other byte is NUL where text is mostly ASCII."""
    sample = data[: 2 * _HEAD]
    low, high = sample[0::2], sample[1::2]
    if len(data) % 2 or len(data) < 16:
        return ""
    if high.count(0) > 0.9 * len(high) and not low.count(0):
        return "utf-16-le"
    if low.count(0) > 0.9 * len(low) and not high.count(0):
        return "utf-16-be"
    return ""


def _python_codec(name: str) -> str:
    """Python's name of a character set, or "" where it has none that may be used."""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    known = codec.replace("-", "_") not in _UNFIT and not codec.startswith("utf")
    return codec if known else ""


def _declared(data: bytes) -> str:
    """The codec that the first lines declare, or ""."""
    for pattern in _DECLARED:
        if found := pattern.search(data, 0, _HEAD):
            return _python_codec(found[1].decode("ascii", "replace"))
    return ""


def _detected(data: bytes) -> str:
    """The codec that the detector is sure enough of, or ""."""
    found = cchardet.detect(data)
    sure = (found["confidence"] or 0.0) >= CONFIDENCE
    codec = _python_codec(found["encoding"]) if found["encoding"] and sure else ""
    if codec not in ("euc_jp", "shift_jis", "cp932") and _is_euc_jp(data):
        return "euc_jp"
    if codec == "big5":
        return _of_euc(data) or codec
    if _VAGUE.match(codec) and not _NOT_WESTERN.search(data):
        return "cp1252"
    return codec


def _of_euc(data: bytes) -> str:
    """The codec of Chinese or Korean in which each letter has two bytes from 0xA1 on, else ""."""
    for codec, strict in (("cp949", "euc_kr"), ("gb18030", "gb2312")):
        text = (_decoded(data, strict) or b"").decode()
        letters = [each for each in _BEYOND_ASCII.findall(text) if each.isalpha()]
        syllables = len(_SYLLABLES.findall(text))
        fits = codec == "gb18030" or syllables >= _SYLLABLE_SHARE * len(letters)
        if len(letters) >= _EUC_LETTERS and fits:
            return codec
    return ""


def _is_euc_jp(data: bytes) -> bool:
    """Whether the text reads as Japanese in EUC-JP."""
    text = (_decoded(data, "euc_jp") or b"").decode()
    letters, kana = len(_BEYOND_ASCII.findall(text)), len(_KANA.findall(text))
    return kana >= max(2, _KANA_SHARE * letters)


def _legacy(data: bytes) -> Decoded:
    """Text in an encoding from before UTF-8."""
    declared = _declared(data)
    if declared and (text := _decoded(data, declared)) is not None:
        return Decoded(text, declared)
    if spoilt := _spoilt(data):
        return spoilt
    detected = _detected(data)
    if detected and (text := _decoded(data, detected)) is not None:
        return Decoded(text, detected)
    return Decoded(None, "", UNDECODABLE)
