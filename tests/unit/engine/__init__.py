"""Tests of the engine: what a diagram does, step by step."""
