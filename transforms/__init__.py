"""From files to packed rows: stages of the three Beam pipelines, and the algorithms below them.

At the door stand the stages `ingest`, `select` and `weave`, the `records` that flow between them
(`measures` has signals and the rules on them, `columns` and `tables` store records), `settings`
with the default and the choices of all that changes a result, `keyed` randomness and `patterns`.
Behind it lies a room for each subject, in the order in which a file meets them: `signals`,
`redaction`, `benchmarks`, `duplicates`, `verdicts`, `unit_tests`, `graph`, `tokens`, `examples`,
`rows`.  Read `records` first.  Only the three and `duplicates.dedupe` know of Beam.
"""
