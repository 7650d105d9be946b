"""How the tables of Chinese characters in `rules.names.table` are made."""
