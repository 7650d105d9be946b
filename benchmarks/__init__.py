"""Benchmarks: every figure next to the raw limit that the same machine reaches in the same run."""
