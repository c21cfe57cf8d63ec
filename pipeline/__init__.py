"""Around the transforms: sources, storage, the steps of a run, and the command line.

Read `run` first, the main job.  Beside it stand `show` (the command `repoloom`), `build` (the three
Beam graphs), `config` (the settings of a job) and `options` (flags) and `console` (tables for
people).  Behind it: `sources` reads, `storage` keeps, `running` does the steps, `supplied` reads
what settings name, `workers` is what runs in a worker, `inspection` and `verification` look at a
result, `exports` translates it, `documentation` writes pages from the code.
"""
