"""The steps of a run: what each reads, checks and leaves, around the Beam graphs of `build`.

Takes a `job.Job`, leaves finished steps.  Read `sequence` first, then `ingesting`, `selecting`,
`tokenizing`, `weaving`; `job` does one step, `engine` starts Beam, `folder` guards the output,
`balance` counts at the borders, `progress` shows how far a step is.
"""
