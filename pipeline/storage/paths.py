"""Paths as they stand in a store, and the names of files that they were made from.

A path is one line of UTF-8.  Bytes of a name that are not UTF-8, and control characters, stand as
`%XX`; a percent sign that would read as such an escape stands as `%25`, so that no two names
become one path.  All other names, nearly all there are, stand as they are.
"""

import re

_HIDDEN = re.compile("[\x00-\x1f\x7f\udc80-\udcff]|%(?=25|7F|[0189A-F][0-9A-F])")
_SHOWN = re.compile(rb"%(25|7F|[0189A-F][0-9A-F])")


def escape(name: bytes) -> str:
    """The path of a name: injective, one line, and the name itself where it is plain UTF-8."""
    return _HIDDEN.sub(
        lambda match: f"%{ord(match[0]) & 0xFF:02X}", name.decode("utf-8", "surrogateescape")
    )


def unescape(path: str) -> bytes:
    """The name whose path this is: `unescape(escape(name)) == name`."""
    return _SHOWN.sub(lambda match: bytes.fromhex(match[1].decode()), path.encode())
