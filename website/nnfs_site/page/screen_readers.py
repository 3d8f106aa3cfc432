"""Markup of other extensions that says the wrong thing to a screen reader."""

AMENDED = {  # and what it should be
    ' aria-label="Toggle hidden content"': "",  # it hides the words inside
    ' role="doc-biblioentry"': ' role="listitem"',
    "</li>\n<ul>": "\n<ul>",  # viewcode's list of a package's modules
    "</ul><li>": "</ul></li>\n<li>",
    "</ul></ul>": "</ul></li></ul>",
}


def amend(app, pagename, templatename, context, doctree):
    """Put right what stands in a page."""
    for wrong, right in AMENDED.items():
        context["body"] = context.get("body", "").replace(wrong, right)
