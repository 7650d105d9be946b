"""The command line: `luqiao …`, one module a command."""
