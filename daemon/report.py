"""What one run of a job did."""

from dataclasses import dataclass


@dataclass
class JobReport:
    """Counts of one run: read from outside, written to our database, sent to others."""

    read: int = 0
    written: int = 0
    sent: int = 0
