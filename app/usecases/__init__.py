"""What can be done, one module a noun. A command is one transaction; queries see what the actor may see.

Every function takes a `Context` first and returns frozen values, never rows. `access` alone decides who may do what.
"""
