"""Items of evaluation benchmarks, and files that hold them (decontamination).

Takes the files that benchmarks are published as (`suites`), gives an `index` that workers share;
takes a file's text, gives `records.Hit`s.  Read `lookup` first: it finds exact copies as n-grams
and whole items, and asks `near_copies` for near copies of solutions.  Speed is measured elsewhere,
in the folder benchmarks/ at the top.
"""
