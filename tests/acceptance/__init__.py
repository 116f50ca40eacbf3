"""Whole cases over the bundled diagrams: one file a diagram, through the use cases."""
