"""FEEL and `${…}`: parse once, compile, evaluate; knows nothing of BPMN.

::

    expression = parse_attribute("=belopp > 10")     # Expression, or the string itself if it is no expression
    expression.evaluate({"belopp": 12}, Environment(now=clock))
    feel("belopp > 10").holds(scope)                 # a condition: True or False, else ExpressionError

Errors are app.errors.ExpressionSyntaxError (at compile) and ExpressionError (at run time).
"""

from app.expressions.durations import Duration
from app.expressions.expression import Expression, feel, juel, parse_attribute, truth, unary_tests
from app.expressions.limits import Environment

__all__ = ["Duration", "Environment", "Expression", "feel", "juel", "parse_attribute", "truth", "unary_tests"]
