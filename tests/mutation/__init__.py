"""A mutation run over rules/: `python -m tests.mutation`; what survives is a boundary that no test looks at."""
