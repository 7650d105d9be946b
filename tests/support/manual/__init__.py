"""The pictures of the clerks' manual, made anew from a running demonstration: one file for each desk."""
