"""A file as token ids: cut at syntax for infilling, split where it is longer than a row.

Takes a text, its tree and a tokenizer, gives `records.Piece`s.  Read `pieces` first; `splitting`
splits long files, `definitions` finds the `sections` that a file can be sliced into, `infill`
chooses a middle with `constructs` of the tree, `serialization` writes ids and reads them back,
`tokenizer` encodes with SentencePiece or `bytelevel` BPE, and `vocabulary` trains.
"""
