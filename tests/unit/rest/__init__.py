"""Tests of the wire dialect."""
