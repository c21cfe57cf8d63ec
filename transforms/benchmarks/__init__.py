"""Items of evaluation benchmarks, and files that hold them (decontamination).

Takes the files that benchmarks are published as (`suites`), gives an `index` that workers share;
takes a file's text, gives `records.Hit`s.  Read `lookup` first, which builds, then `index`, which
decides: `texts` says which texts stand for an item, `readings` takes off what a file wraps around
them, `exact_copies` and `near_copies` find them by `postings`, and `words`, `shapes` with its
`idioms`, and `names` say whether what was found is evidence.  Speed is measured elsewhere, in the
folder benchmarks/ at the top.
"""
