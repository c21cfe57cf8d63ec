#!/usr/bin/env bash
# tokenizers 0.22.1: a byte-level BPE whose vocabulary lacks some bytes, as SmolLM2's lacks 21 of
# them, drops these bytes: no error, no warning, no token, and ids that decode to another text.
#
# Guessed: without an unknown token, what has no token is an error, as it is in the WordPiece and
# WordLevel models of the same library.  For code lengths by a model that costs nothing for such a
# byte, and for shards that is text lost.  A text has to be compared with what its ids decode to.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check tokenizers==0.22.1
"$work/venv/bin/python" - <<'PY' | tee "$work/seen"
import tokenizers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

print("tokenizers", tokenizers.__version__)
alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
missing = [letter for letter, _ in pre_tokenizers.ByteLevel(False).pre_tokenize_str("\x04")]
vocab = {letter: number for number, letter in enumerate(alphabet) if letter not in missing}
bpe = Tokenizer(models.BPE(vocab, []))
bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
bpe.decoder = decoders.ByteLevel()
ids = bpe.encode("a\x04b").ids
print("BPE: bytes in", len("a\x04b"), "ids", len(ids), "decoded", ascii(bpe.decode(ids)))
level = Tokenizer(models.WordLevel({"a": 0}))
try:
    print("WordLevel:", level.encode("b").ids)
except Exception as error:
    print("WordLevel:", error)
PY
cat > "$work/expected" <<'TEXT'
tokenizers 0.22.1
BPE: bytes in 3 ids 2 decoded 'ab'
WordLevel: WordLevel error: Missing [UNK] token from the vocabulary
TEXT
diff "$work/expected" "$work/seen" && echo "as stated"
