"""Tests of the daemon: leases, rhythm, jobs, start and stop."""
