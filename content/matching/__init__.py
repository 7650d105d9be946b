"""The labelled pairs of names that matching is measured on; they grow with every hit that a person decided."""
