"""Examples into rows of bounded length, without a lost token.

Takes `packed.Example`s of a shard, gives `packed.PackedRow`s with labels and the origin of each
token.  Read `packed` first, the records and the row format that the trainer shares; `packing` makes
rows, `bins` says which examples share one, `fragments` joins what `packing = "concat"` cut,
`horizon` makes the column `middle_remaining`.
"""
