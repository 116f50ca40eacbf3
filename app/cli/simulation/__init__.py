"""A whole case played by chance: a seed makes every choice, the clock is turned, and everything else is the real thing.

answers    plausible answers to a form
steering   which choice leads where, read from the diagrams: what is new, and what leads to the end
moves      what can happen next in a case
play       one case from start to end
stage      an installation in a temporary directory, with the systems outside played beside it
report     what the terminal shows
"""
