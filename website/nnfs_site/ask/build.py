"""The directive ``ask``: a question that a reader answers before the book does.

What a page holds works without a script, in print and in a notebook: the
question, what there is to choose or to put in order, and an answer that
unfolds. The script adds nothing that takes room: nothing moves when it comes.
Answers are what cells have glued; a cell tagged ``answer`` that is there for a
question alone unfolds with its answer.
"""

from ast import literal_eval
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst.directives import unchanged_required
from docutils.statemachine import StringList
from myst_nb.core.variables import RetrievalError
from myst_nb.ext.glue.utils import retrieve_glue_data
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from nnfs_site.ask import question as questions
from nnfs_site.cells import is_cell, source_of, tags_of

FOLDER = Path(__file__).parent
STYLE = FOLDER / "ask.css"
LEAD = "Question."
SHOW = "Show me the answer"
ROW = (
    '<p class="ask-row"><button type="submit" disabled>Answer</button>'
    '<button type="button" hidden>Ask me again</button>'
    '<button type="button" hidden>I had it</button>'
    '<button type="button" hidden>Not yet</button>'
    '<button type="button" aria-label="Keep for Review" hidden>Keep</button>'
    "<span></span></p></form>"
)
NUMBER = (
    '<label class="ask-number">Your answer <input type="text" '
    'autocomplete="off" autocapitalize="off" spellcheck="false">{}</label>'
)
WORDS = '<textarea rows="3" aria-labelledby="{}"></textarea>'
RADIO = '<li><label><input type="radio" name="{}" value="{}"> <span>'
MOVES = "".join(
    f'<button type="button" class="ask-move" aria-label="{label}" '
    f'aria-describedby="{{0}}">{arrow}</button>'
    for label, arrow in (("Move up", "\u2191"), ("Move down", "\u2193"))
)


class Ask(nodes.General, nodes.Element):
    """A question: what is asked, what a reader does, and the answer."""


class Asked(nodes.General, nodes.Element):
    """What is asked."""


class Control(nodes.General, nodes.Element):
    """What a reader answers with: choices, lines, or an empty field."""


class Choice(nodes.Part, nodes.TextElement):
    """One of several answers."""


class Line(nodes.Part, nodes.TextElement):
    """A line that is to be put in order."""


class Answer(nodes.General, nodes.Element):
    """The answer, and why."""


class AskQuestion(SphinxDirective):
    """Read the directive; its form is that of `question.read`."""

    required_arguments = 1
    has_content = True
    option_spec = dict.fromkeys(
        ("name", "answer", "format", "tolerance", "unit", "about"),
        unchanged_required,
    )

    def run(self):
        try:
            asked = questions.read(
                self.arguments[0], "\n".join(self.content), **self.options
            )
        except ValueError as error:
            raise self.error(str(error)) from None
        faults = questions.faults(asked)
        if faults:
            raise self.error(f"{asked.name or 'a question'}: {faults[0]}")
        node = Ask(kind=asked.kind, answer=asked.answer)
        if asked.about:
            node["about"] = nodes.make_id(asked.about)
        self.add_name(node)
        (identifier,) = node["ids"]
        node += Asked(
            "", *self.blocks(asked.asked), ids=[f"{identifier}-asked"]
        )
        first = next(node.findall(nodes.paragraph))
        first.insert(0, [nodes.strong("", LEAD), nodes.Text(" ")])
        make = getattr(self, asked.kind)
        node += make(asked, node)
        return [node]

    def number(self, asked, node):
        value = float(self.glued(asked.answer))
        node["value"] = f"{value:.12g}"
        node["tolerance"] = f"{questions.tolerance(asked, value):.6g}"
        form = asked.format or "s"
        unit = f" {asked.unit}" if asked.unit else ""
        said = f"The answer is {{glue:text}}`{asked.answer}:{form}`{unit}."
        answer = self.blocks(said)
        node["print"] = asked.print(answer[0].astext())
        if asked.replies:
            answer.append(self.replies(asked, value, float(node["tolerance"])))
        answer += self.blocks(asked.why)
        return Control(unit=unit), Answer("", *answer)

    def replies(self, asked, value, tolerance):
        """Return what is replied to wrong numbers, as a list."""
        found = nodes.bullet_list()
        for one in asked.replies:
            if abs(float(one.key) - value) <= tolerance:
                raise self.error(f"{asked.name}: {one.key} is the answer")
            lead = [nodes.strong("", f"Not {one.key}:"), nodes.Text(" ")]
            said = nodes.paragraph("", "", *lead, *self.inline(one.text))
            item = nodes.list_item("", said, classes=[f"ask-{one.key}"])
            found += item
        return found

    def choice(self, asked, node):
        right = self.glued(asked.answer)
        options = {option.key: option for option in asked.options}
        if right not in options:
            raise self.error(f"{asked.name}: the answer is no option: {right}")
        node["right"] = right
        node["print"] = asked.print(right)
        control = Control()
        for key, option in options.items():
            control += Choice("", "", *self.inline(option.text), key=key)
        reasons = nodes.bullet_list()
        for key in sorted(options, key=lambda key: key != right):
            said = "Right:" if key == right else "Not right:"
            text = self.inline(options[key].text)
            lead = [nodes.strong("", said), nodes.Text(" "), *text]
            item = nodes.list_item("", nodes.paragraph("", "", *lead))
            item["classes"].append(f"ask-{key}")
            item += self.blocks(options[key].reason)
            reasons += item
        why = self.blocks(asked.why) if asked.why else []
        return control, Answer("", reasons, *why)

    def order(self, asked, node):
        node["print"] = asked.print("")
        control = Control()
        for place in questions.shuffled(asked):
            control += Line("", "", *self.line(asked, place), place=place)
        if asked.is_program:
            code = "\n".join(asked.lines)
            ordered = nodes.literal_block(code, code, language="python")
        else:
            ordered = nodes.enumerated_list(enumtype="arabic")
            for place in range(len(asked.lines)):
                said = nodes.paragraph("", "", *self.line(asked, place))
                ordered += nodes.list_item("", said)
        return control, Answer("", ordered, *self.blocks(asked.why))

    def line(self, asked, place):
        line = asked.lines[place]
        if asked.is_program:
            return [nodes.literal(line, line)]
        return self.inline(line)

    def words(self, asked, node):
        node["print"] = asked.print("")
        return Control(), Answer("", *self.blocks(asked.why))

    def glued(self, name):
        """Return what a cell of the page has glued under a name."""
        try:
            data = retrieve_glue_data(self.state.document, name).data
        except RetrievalError as error:
            raise self.error(str(error)) from None
        return literal_eval(data["text/plain"])

    def blocks(self, text):
        box = nodes.Element()
        lines = StringList(text.splitlines(), self.get_source_info()[0])
        self.state.nested_parse(lines, self.content_offset, box)
        return box.children

    def inline(self, text):
        found = self.blocks(text)
        if [type(block) for block in found] != [nodes.paragraph]:
            raise self.error(f"not a line of text, in Markdown: {text!r}")
        return found[0].children


class FoldAnswers(SphinxTransform):
    """Fold a cell that is there for a question alone with its answer."""

    default_priority = 509  # before such cells are folded one by one

    def apply(self):
        for ask in list(self.document.findall(Ask)):
            for step in (-1, 1):
                cell = nearest_cell(ask, step)
                if cell and "answer" in tags_of(cell) and glues(cell, ask):
                    cell.parent.remove(cell)
                    ask[-1] += cell


def glues(cell, ask):
    return f'"{ask["answer"]}"' in source_of(cell)


def nearest_cell(node, step):
    """Return the next cell of a section before or behind a node, or None."""
    around = node.parent.children
    place = around.index(node) + step
    while 0 <= place < len(around):
        if is_cell(around[place]) or isinstance(around[place], nodes.section):
            break
        place += step
    else:
        return None
    return around[place] if is_cell(around[place]) else None


def visit_ask(self, node):
    names = ("kind", "print", "value", "tolerance", "right", "about")
    data = {f"data-{name}": node[name] for name in names if name in node}
    self.body.append(self.starttag(node, "div", CLASS="ask", **data))


def depart_ask(self, node):
    self.body.append("</div>\n")


def visit_asked(self, node):
    self.body.append(self.starttag(node, "div"))


def depart_asked(self, node):
    self.body.append("</div>\n<form>")


def visit_control(self, node):
    kind, asked = node.parent["kind"], node.parent[0]["ids"][0]
    begin = f'<fieldset disabled aria-labelledby="{asked}">'
    self.body.append(begin)
    if kind == "number":
        self.body.append(NUMBER.format(escape(node["unit"])))
    elif kind == "words":
        self.body.append(WORDS.format(asked))
    else:
        self.body.append("<ul>" if kind == "choice" else "<ol>")


def depart_control(self, node):
    ends = {"choice": "</ul>", "order": "</ol>"}
    self.body.append(ends.get(node.parent["kind"], "") + "</fieldset>" + ROW)


def visit_choice(self, node):
    name = node.parent.parent["ids"][0]
    self.body.append(RADIO.format(name, node["key"]))


def depart_choice(self, node):
    self.body.append("</span></label></li>\n")


def visit_line(self, node):
    name = f"{node.parent.parent['ids'][0]}-{node['place']}"
    self.body.append(f'<li data-place="{node["place"]}"><span id="{name}">')


def depart_line(self, node):
    name = f"{node.parent.parent['ids'][0]}-{node['place']}"
    self.body.append(f"</span>{MOVES.format(name)}</li>\n")


def visit_answer(self, node):
    self.body.append(f"<details><summary>{SHOW}</summary>\n")


def depart_answer(self, node):
    self.body.append("</details>\n")


NODES = {
    Ask: (visit_ask, depart_ask),
    Asked: (visit_asked, depart_asked),
    Control: (visit_control, depart_control),
    Choice: (visit_choice, depart_choice),
    Line: (visit_line, depart_line),
    Answer: (visit_answer, depart_answer),
}
