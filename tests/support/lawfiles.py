"""A file of changed law rows, as the bureau's own folder holds it: judgment defaulters bar nobody from 2027 on."""

COMING = """
[[setting]]
key = "r6"
valid_from = 2007-03-07
valid_to = 2026-12-31

[[setting]]
key = "r6"
value = false
valid_from = 2027-01-01
mark = "practice"
note = "局务会决定"
"""
