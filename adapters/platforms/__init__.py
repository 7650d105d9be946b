"""The platforms that receive our records."""
