"""Looking into an output folder: what `repoloom show`, `why`, `stats` and `graph` print.

Takes a `storage.outputs.Output`, gives text for people and JSON for programs.  Read `listing` (a
packed row as code) or `why` (a file's story) first; `report` and `sections` make the tables at a
run's end, `statistics` and `collisions` the numbers, `compared` other orders, `graph` the picture
of a repository.
"""
