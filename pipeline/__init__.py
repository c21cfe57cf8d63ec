"""Storage and wiring: sources, formats, steps, graphs, reports and the command line."""
