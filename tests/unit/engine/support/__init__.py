"""What runs and what is refused: one cell for each BPMN element and place, played by a test and shown in docs/stod.md.

A cell is a diagram with either a script of commands and the trace that BPMN 2.0.2 and Camunda 7 want, or the rule that
refuses it. `notation` says how a script is written, `tables` has them all; `python -m tests.unit.engine.support`
writes the page.
"""
