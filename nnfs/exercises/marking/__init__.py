"""Marking a stranger's file: this process judges, another one runs the answer.

What goes to the answer and what comes back is plain: numbers, arrays of them,
text. Nothing that comes back is run or unpickled, and what it is worth is
decided here alone.
"""
