"""Faults: what breaks on purpose (processes, disks, other offices, texts), and what must still be true afterwards."""
