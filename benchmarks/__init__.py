"""Speed, memory and the worth of what is made, measured; never a gate."""
