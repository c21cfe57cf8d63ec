"""Speed and memory, measured: against the limit of the kernels, never as a gate."""
