"""What the small run of small_run.py reads, decides and finds: plain data."""

import hashlib
from collections.abc import Mapping
from typing import Any

from repoloom.transforms.records import (
    CONTEXT_ONLY,
    DROP,
    TRAIN,
    Edge,
    Hit,
    Pair,
    Place,
    Redaction,
    Signals,
    SourceFile,
    Verdict,
)

ALPHA, BETA = "acme/alpha", "acme/beta"

UTIL = b"def double(value):\n    return 2 * value\n"
MAIN = b"import util\n\n\ndef main():\n    print(util.double(21))\n"
LONG = b"FIRST = 1\nSECOND = 2\n"
VENDORED = b"def vendored():\n    return None\n"
TEXT = "naïve café ☃\r\nsecond line without an end".encode()


def stored(repo: str, path: str, text: bytes | None, **more: Any) -> SourceFile:
    language = "python" if path.endswith(".py") else ""
    content = hashlib.sha256(text).digest() if text is not None else b""
    defaults = {"size": len(text or b"123"), "encoding": "utf-8" if text is not None else ""}
    return SourceFile(repo, path, language, text, content=content, **{**defaults, **more})


FILES = (
    stored(ALPHA, "docs/logo.png", None, reason="binary"),
    stored(ALPHA, "empty.py", b""),
    stored(ALPHA, "long.py", LONG),
    stored(
        ALPHA,
        "main.py",
        MAIN,
        signals=Signals(lines=5, longest_line=27, licence="MIT"),
        redactions=(Redaction("email", 3, 9),),
        hits=(Hit("humaneval", "HumanEval/0", "ngram"),),
    ),
    stored(ALPHA, "test_main.py", MAIN, signals=Signals(lines=5, test=True)),
    stored(ALPHA, "util.py", UTIL),
    stored(ALPHA, "vendor/lib.py", VENDORED),
    stored(BETA, "notes.txt", TEXT),
)
DECIDED = {
    "docs/logo.png": (DROP, "binary", ""),
    "test_main.py": (DROP, "exact_duplicate", "acme/alpha:main.py jaccard 1.00"),
    "vendor/lib.py": (CONTEXT_ONLY, "vendored", "vendor/"),
}
VERDICTS = tuple(
    Verdict(
        file.repo,
        file.path,
        *DECIDED.get(file.path, (TRAIN, "", "")),
        split="train" if file.repo == ALPHA else "validation",
        size=file.size,
    )
    for file in FILES
)
GRAPH: Mapping[str, list[tuple[str, Any]]] = {
    "edges": [
        (ALPHA, Edge("main.py", "util.py", "import", 1.5, kept=True, used_symbols=1)),
        (ALPHA, Edge("util.py", "main.py", "import", 1.5, kept=False, used_symbols=1)),
    ],
    "order": [
        (ALPHA, Place(position, path))
        for position, path in enumerate(
            ("vendor/lib.py", "util.py", "main.py", "long.py", "empty.py")
        )
    ]
    + [(BETA, Place(0, "notes.txt"))],
    "pairs": [(ALPHA, Pair("test_main.py", "main.py", "stem"))],
}
"""Rows of the tables of the graph: repository and record."""
