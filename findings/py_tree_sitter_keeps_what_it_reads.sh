#!/usr/bin/env bash
# tree_sitter 0.26.1 (py-tree-sitter): `Parser.parse` with a callable keeps all that the callable returns.
#
# Expected: a text may go once its parse has ended; it does if it is given as `bytes`.
# Seen: each object that the callable returns keeps one reference for ever.  `parser_read_wrapper` asks
# it for its buffer, which holds a reference of its own, and never gives back the one of the call.
# Consequence: only a parse of a callable can be stopped, so who has limits has a process that grows by
# every text that it parses.  A callable that fills and returns the same `bytearray` loses nothing.
#
# Exits 0 as long as this is so, 1 where it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  tree-sitter==0.26.1 tree-sitter-python==0.25.0
"$folder/venv/bin/python" - <<'PY'
import importlib.metadata
import sys

import tree_sitter
import tree_sitter_python

print("tree_sitter", importlib.metadata.version("tree-sitter"))
language = tree_sitter.Language(tree_sitter_python.language())


def kept(source):
    """References to a text that a parse has left."""
    text = b"x = 1\n" * 100
    before = sys.getrefcount(text)
    tree_sitter.Parser(language).parse(source(text))
    return sys.getrefcount(text) - before


given = kept(lambda text: text)
read = kept(lambda text: lambda offset, point: text[offset:])
print(f"references left: {given} of bytes, {read} of a callable")
sys.exit(not (given == 0 and read > 0))
PY
