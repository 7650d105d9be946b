"""What `luqiao bench` runs: our figures beside the raw limit of the same machine."""
