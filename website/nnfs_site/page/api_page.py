"""The page of the package: what autodoc leaves for a reader to put together.

It opens with all names by module, each a link. The module stands under its
heading, once, so that a signature need not repeat it; and what a docstring says
of references and of related names becomes a field, like its parameters.
"""

import dataclasses

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

MODULE = "module-"
FIELDS = ("References",)  # what numpydoc sets as a heading


def paragraph(parts, name):
    return nodes.paragraph("", "", *parts, classes=[name])


def link(target, node):
    return nodes.reference("", "", node, internal=True, refid=target)


def field(name, *body):
    """Return a list of one field, as autodoc sets parameters."""
    return nodes.field_list(
        "",
        nodes.field(
            "", nodes.field_name("", name), nodes.field_body("", *body)
        ),
        classes=["simple"],
    )


def say_defaults(app, what, name, found, options, signature, returned):
    """Show what a field of a dataclass begins with, where Python does not."""
    if signature and dataclasses.is_dataclass(found):
        for one in dataclasses.fields(found):
            if one.default_factory is not dataclasses.MISSING:
                begins = f"{one.name}={one.default_factory()!r}"
                signature = signature.replace(f"{one.name}=<factory>", begins)
        return signature, returned
    return None


class SetReference(SphinxPostTransform):
    """Give each module a heading of its own, and the page its names."""

    default_priority = 850

    def run(self, **kwargs):
        items = []
        for section in list(self.document.findall(nodes.section)):
            for target in section["ids"]:
                if target.startswith(MODULE):
                    items.append(self.head(section, target))
        if not items:
            return
        first = next(self.document.findall(nodes.section))
        place = first.first_child_matching_class(nodes.section)
        first.insert(
            place, nodes.definition_list("", *items, classes=["names"])
        )
        for content in list(self.document.findall(addnodes.desc_content)):
            self.gather(content)
        for inline in self.document.findall(nodes.inline):
            if "viewcode-link" in inline["classes"]:
                inline[:] = [nodes.Text("source")]

    def head(self, section, target):
        """Name the module under its heading; return its line of the index."""
        module = target.removeprefix(MODULE)
        section.insert(1, paragraph([nodes.literal("", module)], "module"))
        names = [
            link(
                signature["ids"][0],
                nodes.literal("", signature["fullname"]),
            )
            for entry in section.children
            if isinstance(entry, addnodes.desc)
            for signature in entry.children[:1]
        ]
        spaced = [part for name in names for part in (name, nodes.Text(" "))]
        return nodes.definition_list_item(
            "",
            nodes.term("", "", link(target, nodes.Text(section[0].astext()))),
            nodes.definition("", paragraph(spaced[:-1], "names")),
        )

    def gather(self, content):
        """Set references and related names of a docstring as fields."""
        for child in list(content.children):
            if isinstance(child, nodes.rubric) and child.astext() in FIELDS:
                body = []
                while isinstance(
                    child.next_node(descend=False, siblings=True),
                    nodes.paragraph,
                ):
                    body.append(content.pop(content.index(child) + 1))
                content.replace(child, field(child.astext(), *body))
            elif isinstance(child, addnodes.seealso):
                content.replace(child, field("See also", *child.children))
