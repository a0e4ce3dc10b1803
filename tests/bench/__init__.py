"""Measures what the program costs beside others that do the same work, on this machine, in the same run."""
