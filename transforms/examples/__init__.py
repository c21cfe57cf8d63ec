"""Which pieces share an example, and what an example holds besides.

Takes pieces, edges and pairs of one repository, gives groups in order.  Read `composition` first;
`units` keeps a source with its tests, `ties` says what units have in common, `affinity` groups them
by that.  `context` repeats imported files in front, `slices` what is used of those within reach.
`division` divides a repository too large for memory, by `joins`.  `drafts` are examples that a
shard may still break up: `filler` says which, where rows have gaps that only small examples fill.
`figures` counts what was made, `coverage` what stands before its use, `comparison` the same in
other orders.
"""
