"""Speed, memory and the worth of what is made, measured: against the limit of the kernels, never as a gate."""
