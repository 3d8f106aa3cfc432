"""What a page may ask for: the site itself, and no one else."""

import base64
import hashlib
from pathlib import Path

FIRST = "website/templates/theme.js"  # runs before anything is painted


def policy(*scripts):
    """A content security policy: the site itself, and these inline scripts."""
    hashes = ""
    for script in scripts:
        digest = hashlib.sha256(script.encode()).digest()
        hashes += f" 'sha256-{base64.b64encode(digest).decode()}'"
    return (
        f"default-src 'none'; script-src 'self'{hashes}; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "worker-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'"
    )


def state(app, pagename, templatename, context, doctree):
    """Give the templates the policy, and the one script that stands inline."""
    first = Path(app.srcdir, FIRST).read_text("utf-8")
    context["first_script"] = first
    context["policy"] = policy(first)
    # a button of the theme has an inline handler, and browsers can print
    for group in context.get("header_buttons", ()):
        buttons = group.get("buttons", ())
        group["buttons"] = [b for b in buttons if b["type"] != "javascript"]
