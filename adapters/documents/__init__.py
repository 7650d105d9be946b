"""Documents set by typst, in a process of their own."""
