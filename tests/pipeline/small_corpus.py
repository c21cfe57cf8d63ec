"""What the small run of small_run.py reads, decides and finds: plain data."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from repoloom.transforms.records import (
    CONTEXT_ONLY,
    DROP,
    TRAIN,
    Hit,
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

EDGES = pa.schema(
    [
        ("repo", pa.string()),
        ("importer", pa.string()),
        ("imported", pa.string()),
        ("kind", pa.string()),
        ("importance", pa.float64()),
        ("kept", pa.bool_()),
        ("used_symbols", pa.int64()),
        ("nested", pa.bool_()),
        ("conditional", pa.bool_()),
        ("reexport", pa.bool_()),
        ("test", pa.bool_()),
    ]
)
ORDER = pa.schema([("repo", pa.string()), ("position", pa.int64()), ("path", pa.string())])
PAIRS = pa.schema([(name, pa.string()) for name in ("repo", "test", "source", "rule")])


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
GRAPH: Mapping[str, tuple[pa.Schema, list[dict[str, Any]]]] = {
    "edges": (
        EDGES,
        [
            {"repo": ALPHA, "importer": a, "imported": b, "kind": "import",
             "importance": 1.5, "kept": kept, "used_symbols": 1, "nested": False,
             "conditional": False, "reexport": False, "test": False}
            for a, b, kept in (("main.py", "util.py", True), ("util.py", "main.py", False))
        ],
    ),
    "order": (
        ORDER,
        [
            {"repo": ALPHA, "position": position, "path": path}
            for position, path in enumerate(
                ("vendor/lib.py", "util.py", "main.py", "long.py", "empty.py")
            )
        ]
        + [{"repo": BETA, "position": 0, "path": "notes.txt"}],
    ),
    "pairs": (
        PAIRS,
        [{"repo": ALPHA, "test": "test_main.py", "source": "main.py", "rule": "stem"}],
    ),
}  # fmt: skip
