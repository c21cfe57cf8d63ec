"""repoloom: source repositories in, packed training shards for code models out.

All code is imported from here: `repoloom.pipeline`, `repoloom.transforms`, `repoloom.languages` and
`repoloom.model`.  A wheel has the four inside this folder.  In a checkout they stand beside it, so
that a newcomer sees them first; there the next line finds them, installed or not.
"""

import pathlib

_here = pathlib.Path(__file__).parent
if not (_here / "pipeline").is_dir():
    __path__.append(str(_here.parent))
