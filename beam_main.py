"""`repoloom run` in a checkout: source repositories in, packed training shards out.

Nothing that travels to a worker is defined here: what `__main__` holds is unpickled nowhere else.
"""

import sys

from repoloom.pipeline.run import main

if __name__ == "__main__":
    sys.exit(main())
