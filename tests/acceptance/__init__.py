"""The contract of the command line, checked from outside: only processes, files and HTTP, nothing of ours."""
