"""Measures what a step costs, beside the same processes done by SpiffWorkflow alone and as a beginner would do them.

CPU time of our own process, medians of several runs, all measured interleaved in the same run. See docs/matning.md.
"""
