"""The outside systems, one module each; the four channels share `city.channels`."""
