"""A question as it is written, in its parts.

It is one of four kinds: a number, a choice, an order of lines, or words. What
the parts must be is said here once, for the build and for the tests.
"""

import re
from dataclasses import dataclass, field

from nnfs_site import digests

KINDS = ("number", "choice", "order", "words")
FENCE = re.compile(
    r"^(?P<ticks>`{3,})\{ask\} (?P<kind>\w+)\n"
    r"(?P<options>(?::\w+: [^\n]*\n)*)(?P<content>.*?)^(?P=ticks)$",
    re.MULTILINE | re.DOTALL,
)
NAME = re.compile(r"ask-\d\d-[a-z0-9]+(-[a-z0-9]+)*")
OPTION = re.compile(r"- ([a-z][a-z0-9-]*): (.*)")
REPLY = re.compile(r"- (\d+): (.*)")
REASON = re.compile(r" +: (.*)")
RULE = re.compile(r"^---\n", re.MULTILINE)
PROGRAM = re.compile(r"(?:^ {4}.*\n)+", re.MULTILINE)
PROOF = re.compile(r"^(`{3,})text\n(.*?)^\1\n", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"-?[\d,]+(?:\.(\d+))?(?:e([+-]\d+))?(%?)")
LINES = range(3, 8)
OPTIONS = range(2, 5)


@dataclass
class Option:
    """What a reader can say, by its key.

    A choice has its text, and why it is right or wrong; a wrong number what is
    replied to it.
    """

    key: str
    text: str
    reason: str = ""


@dataclass
class Question:
    """A question.

    `asked` and `why` are Markdown; `lines` stand in the right order; `about`
    names the cell that it asks about; `replies` are to wrong numbers.
    """

    kind: str
    name: str = ""
    answer: str = ""
    format: str = ""
    tolerance: str = ""
    unit: str = ""
    about: str = ""
    asked: str = ""
    why: str = ""
    options: list = field(default_factory=list)
    replies: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    is_program: bool = False

    def print(self, shown):
        """Tell one state of the question from another, by its right answer."""
        options = [(option.key, option.text) for option in self.options]
        parts = (self.kind, self.asked, options, self.lines, shown)
        return digests.version(repr(parts))


def read(kind, content, **given):
    """Return a question from what stands in its directive.

    >>> read("choice", "So?\\n\\n- yes: It is.\\n  : By law.\\n").options
    [Option(key='yes', text='It is.', reason='By law.')]
    """
    asked, _, why = (part.strip("\n") for part in cut(content))
    question = Question(kind, why=why, **given)
    if kind == "choice":
        asked, question.options = choice(asked)
    elif kind == "number":
        asked, question.replies = choice(asked, REPLY)
    elif kind == "order":
        asked, question.lines, question.is_program = order(asked)
    question.asked = asked.strip()
    return question


def cut(content):
    """Cut a text at its first rule."""
    rule = RULE.search(content + "\n")
    if not rule:
        return content, "", ""
    return content[: rule.start()], rule[0], content[rule.end() :]


def choice(text, begins=OPTION):
    """Return what stands before a list of options, and the options."""
    before, options, part = [], [], None
    for line in text.splitlines():
        if begun := begins.match(line):
            options.append(Option(begun[1], begun[2]))
            part = "text"
        elif not options:
            before.append(line)
        elif begun := REASON.match(line):
            options[-1].reason = begun[1]
            part = "reason"
        elif line.strip() and not line.startswith("  "):
            raise ValueError(f"{line!r} belongs to no option: indent it")
        else:
            inner = line[4:] if line.startswith("    ") else line.strip()
            said = getattr(options[-1], part)
            setattr(options[-1], part, f"{said}\n{inner}")
    for option in options:
        option.text, option.reason = option.text.strip(), option.reason.strip()
    return "\n".join(before), options


def order(text):
    """Return what stands around lines, the lines, and whether they are code."""
    found = PROOF.search(text + "\n")
    if found:
        lines = [line.strip() for line in found[2].splitlines()]
    else:
        found = PROGRAM.search(text + "\n")
        block = found[0].splitlines() if found else []
        least = min((len(s) - len(s.lstrip()) for s in block), default=0)
        lines = [line[least:].rstrip() for line in block]
        if not found:
            return text, [], False
    around = (text + "\n")[: found.start()] + (text + "\n")[found.end() :]
    return around, [line for line in lines if line], found.re is PROGRAM


def shuffled(question):
    """Return the places of the lines as they are shown: never the right ones.

    They are the same for everybody.
    """
    places = range(len(question.lines))
    mixed = sorted(
        places, key=lambda k: digests.of_data(f"{question.name} {k}")
    )
    return mixed[1:] + mixed[:1] if mixed == [*places] else mixed


def tolerance(question, value):
    """Return by how much an answer may miss a number.

    What is shown as the answer is always right.

    >>> loss = Question("number", "ask-04-a", format=".2f", tolerance="5 %")
    >>> tolerance(loss, 2.0), tolerance(loss, 0.01)
    (0.1, 0.005)
    """
    form = question.format
    shown = format(int(value) if form.endswith("d") else value, form)
    digits, power, percent = SHOWN.fullmatch(shown).groups()
    last = int(power or 0) - len(digits or "") - 2 * bool(percent)
    least = 0.5 * 10.0**last
    said = question.tolerance.strip()
    if not said:
        return least
    part = said.endswith("%")
    number = float(said.rstrip(" %"))
    return max(least, number / 100 * abs(value) if part else number)


def faults(question):
    """Say in a sentence each what a question lacks."""
    kind = question.kind
    found = {
        f"its kind is one of {', '.join(KINDS)}": kind in KINDS,
        "its name has the form ask-04-slug": NAME.fullmatch(question.name),
        "it asks nothing": question.asked,
        "it names no answer": question.answer or kind == "words",
        "nothing behind --- says why": question.why or kind == "choice",
        "it has two to four options": kind != "choice"
        or len(question.options) in OPTIONS,
        "an option has no reason": all(o.reason for o in question.options),
        "two options have one key": distinct(o.key for o in question.options),
        "two replies are to one number": distinct(
            o.key for o in question.replies
        ),
        "a reply is empty": all(o.text for o in question.replies),
        "it has three to seven lines": kind != "order"
        or len(question.lines) in LINES,
        "two lines are equal": distinct(question.lines),
    }
    return [sentence for sentence, holds in found.items() if not holds]


def distinct(things):
    things = list(things)
    return len(set(things)) == len(things)


def questions(markdown):
    """Return the questions of a page, in order."""
    return [
        read(
            found["kind"],
            found["content"],
            **dict(re.findall(r"(?m)^:(\w+): (.*)$", found["options"])),
        )
        for found in FENCE.finditer(markdown)
    ]
