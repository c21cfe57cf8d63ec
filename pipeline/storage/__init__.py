"""Files and formats: all that a run leaves behind, written whole or not at all.

Takes records, gives Parquet files with a manifest, and reads them back.  Read `steps` first: what
makes a result durable.  `store`, `graph_tables` and `shards` are the formats, `manifest` what a
step says of its files, `outputs` a finished run opened for reading, `filesystems` local and remote
files, `parquet` how tables are read, `fingerprint` what tells two settings apart, `paths` names of
files as they stand in a store.
"""
