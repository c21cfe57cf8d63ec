"""From files to packed rows: verbs are stages built on Beam, nouns know nothing of it.

At the door stand the verbs `ingest`, `select` and `weave` in the order of a run, the records that
flow between them (`measures` and `columns` are part of them, `tables` stores them), and what every
room uses: keyed randomness, sets of patterns, settings.  Behind it lies a room for each subject, in
the order in which a file meets them: `signals`, `redaction`, `benchmarks`, `duplicates`,
`verdicts`, `unit_tests`, `graph`, `tokens`, `examples`, `rows`.  Read `records` first.
"""
