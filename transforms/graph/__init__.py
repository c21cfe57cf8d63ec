"""The import graph of one repository, and the order of its files.

Takes outlines, gives `records.Edge`s, kept and cut, and an order in which what is imported comes
first.  Read `layout` first, which calls the rest: `resolution` and `suffixes` find an import's
file, `importance` weighs edges, `cycles` cuts the weakest on an `acyclic` graph.  `order` puts
files that import each other in order, by `distance` over an `adjacency`; `arrangement` adds those
that no import reaches.  `reach` says what stands behind some imports; `drawing` draws the result.
"""
