"""Enforcement cases: which step leads where, what the law makes a condition of it, who may take it, what is due."""
