"""Examples into rows of bounded length, without a lost token.

Takes `packed.Example`s of a shard, gives `packed.PackedRow`s with labels and provenance.  Read
`packed` first, the records and the row format that the trainer shares; `packing` makes rows, `bins`
says which examples share one, `fragments` joins what `concat` cut, `horizon` counts what is left of
a middle.
"""
