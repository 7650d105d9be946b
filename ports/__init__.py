"""What we need from others, in our words: Protocols and plain records."""
