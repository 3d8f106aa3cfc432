"""Formulas as part of a page."""

import types

import pytest
from docutils import nodes

from nnfs_site.page import (
    mathml,
)


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"\mathbf{x}^\top", ["<msup>", "\U0001d431", "\u22a4"]),
        (r"\frac{1}{n}\sum_{i=1}^n x_i", ["<mfrac>", "∑", "<munderover>"]),
        (r"a &= b \\ c &= d", ["<mtable", 'class="mr"', 'class="ml"']),
        (r"\begin{align}a &= b \\ c &= d\end{align}", ["<mtable", "<mtd"]),
        (r"\begin{equation}a = b\end{equation}", ["<mi>a</mi>"]),
        (r"\begin{cases}0 & x < 0 \\ x\end{cases}", ["<mo>{</mo>", "&lt;"]),
        (r"\begin{bmatrix}1 \\ 2\end{bmatrix} = x", ["<mo>[</mo>"]),
        (r"\left(x\right)^2\!", ['class="mt"']),
        (
            r"\left(x\right)^2 \begin{pmatrix}y\end{pmatrix}",
            ['class="mp"'],
        ),
    ],
)
def test_a_display_becomes_mathml_without_inline_styles(latex, parts):
    markup = mathml.to_mathml(latex, display=True)
    assert markup.startswith('<math display="block">')
    assert ' style="' not in markup
    assert [part for part in parts if part not in markup] == []


def test_a_prime_stands_high_by_itself():
    markup = mathml.to_mathml(r"\sigma'(z)")
    assert "<mrow><mi>\u03c3</mi><mo>\u2032</mo></mrow>" in markup
    assert "<msup>" not in markup


def test_a_matrix_of_rows_is_not_set_as_aligned_rows():
    latex = r"\begin{bmatrix}1 \\ 2\end{bmatrix}"
    assert mathml.prepare(latex) == latex


@pytest.mark.parametrize(
    "latex", [r"\nosuchcommand{x}", r"\frac{1}{2", "a & b"]
)
def test_what_cannot_be_read_is_a_warning_with_its_place(latex, heard):
    from docutils import nodes

    paragraph = nodes.paragraph()
    paragraph.source, paragraph.line = "book/page.md", 7
    formula = nodes.math(latex, latex)
    paragraph += formula
    shown = mathml.convert(formula)
    assert shown.startswith("<code>")
    (record,) = heard
    assert record.levelname == "WARNING"
    assert repr(latex) in record.getMessage()
    assert record.location is paragraph


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        ("30", "30"),
        ("-0.05", "\N{MINUS SIGN}0.05"),
        ("6{,}570", "6,570"),
        ("x", "<math><mi>x</mi></math>"),
        ("1, 4", "<math>"),
        ("10^5", "<math>"),
    ],
)
def test_a_number_alone_is_set_as_the_text_around_it(latex, shown):
    page = types.SimpleNamespace(body=[])
    with pytest.raises(nodes.SkipNode):
        mathml.visit_math(page, nodes.math("", latex))
    (markup,) = page.body
    assert markup.startswith(shown)
    assert ("<math>" in markup) == ("<math>" in shown)


@pytest.mark.parametrize(
    ("latex", "low"),
    [
        (r"\sqrt\beta", True),
        (r"\sqrt{100\eta}", True),
        (r"\sqrt{\hat s}", True),
        (r"\sqrt{\hat{\mathbf{s}}}", True),
        (r"\sqrt{\frac12}", False),
        (r"\sqrt{a + b}", False),
    ],
)
def test_a_low_root_is_marked(latex, low):
    assert ('<msqrt class="sr">' in mathml.to_mathml(latex)) == low


@pytest.mark.parametrize(
    ("latex", "infix"),
    [
        (r"a &= b \\ &- c", True),
        (r"a &= b \\ &\quad + c", True),
        (r"a &= b \\ & {} - c", True),
        (r"a &= -b \\ c &= d", False),
        (r"\begin{cases}-1 & x < 0 \\ x\end{cases}", False),
        (r"\begin{pmatrix}1 & -1\end{pmatrix}", False),
    ],
)
def test_a_row_that_goes_on_has_space_around_its_sign(latex, infix):
    markup = mathml.to_mathml(latex, display=True)
    assert ('<mo form="infix">' in markup) == infix


@pytest.mark.parametrize(
    ("latex", "marked"), [(r"\bar f", True), (r"\hat f", False), ("f", False)]
)
def test_an_f_under_a_bar_is_marked(latex, marked):
    assert ('<mi class="hf">' in mathml.to_mathml(latex)) == marked


def test_a_space_that_has_no_class_is_a_warning(monkeypatch, heard):
    monkeypatch.setattr(mathml, "CLASSES", {})
    paragraph = nodes.paragraph("", "", nodes.math("", r"x\!"))
    paragraph.source, paragraph.line = "book/page.md", 7
    mathml.convert(nodes.math("", r"\displaystyle x"))
    assert not heard
    mathml.convert(paragraph[0])
    (record,) = heard
    assert "a space that has no class yet" in record.getMessage()
