"""Looking into an output folder: listings, stories of files, numbers, graphs, the report."""
