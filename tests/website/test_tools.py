"""What make calls."""

import asyncio

from nnfs_site.delivery import rebuild
from tools import differences, reproducible, serve


def test_sites_that_differ_are_told_apart(tmp_path):
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        (folder / "book").mkdir(parents=True)
        (folder / "book" / "a.html").write_bytes(b"the same each time")
    assert list(reproducible.differences(one, other)) == []
    (one / "b.html").write_bytes(b"on Monday")
    (other / "b.html").write_bytes(b"on Sunday")
    (one / "c.html").write_bytes(b"once")
    (other / "c.html").write_bytes(b"once more")
    (other / "d.html").write_bytes(b"")
    assert list(reproducible.differences(one, other)) == [
        ("b.html", "at byte 3: b'on Monday' / b'on Sunday'"),
        ("c.html", "at byte 4: b'once' / b'once more'"),
        ("d.html", "is in one of them only"),
    ]


def test_a_page_that_is_served_while_it_is_written_has_no_policy():
    head = b'<meta http-equiv="Content-Security-Policy" content="x">'
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start"})
        await send({"type": "http.response.body", "body": head})

    async def send(message):
        sent.append(message)

    asyncio.run(serve.without_policy(app)({}, None, send))
    assert [message["type"][14:] for message in sent] == ["start", "body"]
    assert b"Content-Security-Policy" not in sent[1]["body"]
    assert len(sent[1]["body"]) == len(head)


def test_all_that_the_numbers_depend_on_is_watched(tmp_path, monkeypatch):
    read = set()
    monkeypatch.setattr(
        rebuild.digests,
        "of_folder",
        lambda folder, *_, **__: read.add(folder.name) or "",
    )
    rebuild.fingerprint(tmp_path)
    assert len(read) > 1
    assert read <= set(serve.WATCHED)
    assert all(path.exists() for path in serve.SOURCES)


def test_two_sites_are_compared_by_what_they_say(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    page = (
        "<article><h1 id='top'>One</h1><p>It is <b>{}</b>.</p><!-- no -->"
        "<script>1</script><pre>a = 1\nb = {}</pre><a href='{}'>on</a>"
        "</article>"
    )
    for folder, values in ((old, (0.5, 2, "b.html#x")), (new, (0.6, 2, "c"))):
        folder.mkdir()
        (folder / "a.html").write_text(page.format(*values), encoding="utf-8")
    (old / "b.html").write_text("<p id='x'>two</p>", encoding="utf-8")
    assert list(differences.differences(old, old)) == []
    assert list(differences.differences(old, new)) == [
        "--- a.html",
        "+++ a.html",
        "@@ -2 +2 @@",
        "-It is 0.5.",
        "+It is 0.6.",
        "link gone from a.html: b.html#x (1)",
        "link of a.html leads NOWHERE#",
        "GONE b.html",
    ]
