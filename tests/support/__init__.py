"""What the tests stand on: databases of both kinds, a small bureau."""
