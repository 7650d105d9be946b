"""The sync daemon: what moves between the bureau and the offices outside, without a person."""
