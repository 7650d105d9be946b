"""Seals: each provider in a file of its own."""
