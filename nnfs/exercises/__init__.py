"""The exercises check themselves: `check("3.3", my_function)`.

One file a chapter, and in it what must be true of any right answer. The same
from a shell: `python -m nnfs check 3.3 my_answer.py`.
"""

from nnfs.exercises import (
    chapter_01,
    chapter_02,
    chapter_03,
    chapter_04,
    chapter_05,
    chapter_06,
    chapter_07,
    chapter_08,
    chapter_09,
    chapter_10,
    chapter_11,
    chapter_12,
    chapter_13,
    chapter_14,
    chapter_15,
    chapter_16,
)
from nnfs.exercises.judging import check, judge
from nnfs.exercises.report import Verdict, WrongAnswer

__all__ = ["Verdict", "WrongAnswer", "check", "judge"]
