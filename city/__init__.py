"""The simulated reference city: a real HTTP server for every outside system of contracts/reference-city.md."""
