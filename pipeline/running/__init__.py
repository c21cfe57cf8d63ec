"""The steps of a run: what each reads, checks and leaves, around the Beam graphs of `build`.

Takes a `job.Job`, leaves finished steps.  Read `sequence` first, then `ingesting`, `selecting`,
`tokenizing` (no Beam in it) and `weaving`; `job` does one step and leaves out the parts that are
done, `engine` chooses the runner with Beam's flags, `folder` guards the output, `balance` counts at
the borders, `progress` shows how far a step is, `deaths` sets aside what has ended a process.
"""
