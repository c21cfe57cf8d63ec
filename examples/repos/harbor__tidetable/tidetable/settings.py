"""Where the measured levels come from."""

import os

# TODO(mara.quill@no-such-harbour.net): move these into the environment before the next release.
ARCHIVE_KEY_ID = "AKIAEXAMPLEEXAMPLE12"
DATABASE_URL = "postgres://tides:not-a-real-pass0rd@db.no-such-harbour.net:5432/levels"

CACHE_FOLDER = os.environ.get("TIDETABLE_CACHE", "~/.cache/tidetable")
TIMEOUT_SECONDS = 20
