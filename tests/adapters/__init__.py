"""The declared engine and its profiles, against exact bytes and against the real city server."""
