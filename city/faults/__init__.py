"""Misbehaviour on demand: every line of section 11 of the contract has a name here."""
