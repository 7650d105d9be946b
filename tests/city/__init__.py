"""The reference city, asked by raw clients that know the contract page alone."""
