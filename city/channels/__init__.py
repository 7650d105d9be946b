"""What the four channels share: rows, revisions, events (contract section 3)."""
