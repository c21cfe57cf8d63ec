"""Which pieces share an example, and what an example holds besides.

Takes pieces, edges and pairs of one repository, gives groups in order.  Read `composition` first;
`units` keeps a source with its tests, `affinity` groups by imports, `context` repeats imported
files, `division` divides large repositories, `drafts` and `filler` give examples up where rows lack
filler, `coverage`, `comparison` and `figures` measure the result.
"""
