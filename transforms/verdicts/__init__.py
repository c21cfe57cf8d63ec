"""The decision on each file: train, context_only or drop, and the reason.

Takes stored signals and what `duplicates` and `benchmarks` found, gives `records.Verdict`.  Read
`verdicts` first; `policy` judges a file by its own signals and `presets` has the named policies,
`leaks` knows repositories that are benchmarks, `bucket` judges the rows of one bucket,
`earlier_run` brings the files of a run named by `--against`.
"""
