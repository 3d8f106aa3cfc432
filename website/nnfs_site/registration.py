"""The one list of the site's features, in the order in which Sphinx meets them.

Settings and events come first, then what a page is made of. What stands in each
room, `website/README.md` says.
"""

from pathlib import Path

from docutils.parsers.rst import roles

from nnfs_site.ask import build as ask
from nnfs_site.ask import export
from nnfs_site.attention import build as attention
from nnfs_site.bench import build as bench
from nnfs_site.delivery import (
    assets,
    execution,
    metadata,
    old_addresses,
    policy,
    rebuild,
    repository,
    title_page,
)
from nnfs_site.figures import inline
from nnfs_site.gpt import build as gpt
from nnfs_site.keep import build as keep
from nnfs_site.keep import stops
from nnfs_site.notebooks import write as notebooks
from nnfs_site.offline import home_screen, offline
from nnfs_site.one_file import build as one_file
from nnfs_site.page import (
    api_page,
    bibliography,
    chapter_names,
    claims,
    every_claim,
    glossary,
    highlighting,
    mathml,
    numbering,
    opening,
    reading_time,
    report_links,
    screen_readers,
    second_reading,
    streams,
    typography,
)
from nnfs_site.playground import build as playground
from nnfs_site.print import offer as printed
from nnfs_site.private import join_streams_with
from nnfs_site.run import offer as run
from nnfs_site.run.pyodide import PACKAGES


def setup(app):
    add_settings(app)
    connect(app)
    add_markup(app)
    add_transforms(app)
    return {"version": "1", "env_version": 1, "parallel_read_safe": True}


def add_settings(app):
    """Add what pages depend on: a change reads or writes them anew."""
    app.add_config_value("nnfs_repository", "", "html", str)
    app.add_config_value("nnfs_fingerprint", "", "env", str)
    app.add_config_value("nnfs_site_digest", "", "html", str)
    app.add_config_value("nnfs_run_packages", list(PACKAGES), "html", list)
    app.add_config_value("nnfs_runtime_place", "", "html", str)


def connect(app):
    """Connect what happens once a build, or once a page, in its order."""
    # The address of the site stands in much of what follows.
    app.connect("config-inited", repository.follow)
    app.connect("config-inited", rebuild.choose_cache)
    app.connect("config-inited", run.choose_runtime)
    app.connect("config-inited", printed.offer)

    # What pages will ask for lies there before the first is written: Sphinx
    # puts a digest of it behind its address.
    app.connect("builder-inited", notebooks.serve_what_they_load)
    app.connect("builder-inited", playground.write)
    app.connect("builder-inited", bench.write)
    app.connect("builder-inited", attention.write)
    app.connect("builder-inited", gpt.write)
    app.connect("builder-inited", keep.write)
    app.connect("builder-inited", one_file.write)
    app.connect("builder-inited", run.copy_script)
    app.connect("builder-inited", highlighting.mark_sparingly)
    app.connect("builder-inited", title_page.move)

    for page in (every_claim.PAGE, keep.PAGE):
        app.connect("env-before-read-docs", rebuild.read_with_others(page))
    # The cells run while Sphinx reads, from its beginning on.
    runs = execution.take_over(app)
    app.connect("env-before-read-docs", runs.begin)
    app.connect("autodoc-process-signature", api_page.say_defaults)
    app.connect("doctree-read", rebuild.depend_on_chapters)
    app.connect("doctree-read", reading_time.note)
    app.connect("doctree-read", notebooks.depend_on_solutions)
    app.connect("env-get-updated", chapter_names.write_again)
    app.connect("missing-reference", chapter_names.resolve)
    app.connect("write-started", numbering.number_by_chapter)
    app.connect("write-started", numbering.list_pages_below)
    app.connect("write-started", highlighting.mark_modules_anew)

    # The definitions of terms come first: they belong to the text, in which
    # the next ones look for formulas, figures and what is to be amended.
    app.connect("html-page-context", glossary.unfold)
    app.connect("html-page-context", notebooks.write)
    app.connect("html-page-context", playground.load)
    app.connect("html-page-context", bench.load)
    app.connect("html-page-context", attention.load)
    app.connect("html-page-context", gpt.load)
    app.connect("html-page-context", keep.load)
    app.connect("html-page-context", metadata.add_metadata)
    app.connect("html-page-context", home_screen.link)
    app.connect("html-page-context", run.add_script)
    app.connect("html-page-context", screen_readers.amend)
    # Behind the theme, whose buttons and scripts they sort out.
    app.connect("html-page-context", policy.state, priority=900)
    app.connect("html-page-context", assets.list_merged, priority=900)

    app.connect("html-collect-pages", metadata.lost)
    app.connect("build-finished", rebuild.fail_on_warnings)
    # Behind the extensions, which write files of their own at the end.
    app.connect("build-finished", finish, priority=900)


def finish(app, exception):
    """Do what can only be done when all pages are there, in its order."""
    site = Path(app.outdir)
    if exception or app.builder.name != "html" or not assets.are_apart(site):
        return
    # First what makes pages or moves them: they are pages like the others.
    old_addresses.copy(site)
    old_addresses.lead_on(site)
    old_addresses.lead_away(site)
    metadata.root_links(app)
    metadata.write_map(app)
    titles = {name: t.astext() for name, t in app.env.titles.items()}
    export.write(site, titles)
    # What is merged depends on all pages, and changes its address in them.
    assets.merge(site)
    home_screen.write(app)
    # Last, of the final bytes: what they weigh, their version, and their copy.
    offline.keep(site)


def add_markup(app):
    """Add the roles of the book, and the nodes that only it has."""
    roles.register_local_role("attention", attention.attention)
    roles.register_local_role("bench", bench.bench)
    roles.register_local_role("chapter", chapter_names.name_chapter)
    roles.register_local_role("gpt", gpt.gpt)
    roles.register_local_role("minutes", reading_time.say_minutes)
    roles.register_local_role("play", playground.play)
    roles.register_local_role("proved", claims.proved)
    app.add_role("share", every_claim.SayShare())
    app.add_directive("ask", ask.AskQuestion)
    app.add_directive("claims", every_claim.ListClaims)
    app.add_directive("review", keep.AskAgain)
    app.add_directive("where", keep.ListWhere)
    for kind, visits in ask.NODES.items():
        app.add_node(kind, html=visits)
    app.add_node(claims.Claim)
    app.add_node(every_claim.Claims)
    app.add_node(keep.Where)
    app.add_node(keep.Markup, html=(keep.visit_markup, None))
    app.add_node(playground.State)
    app.add_node(reading_time.Minutes)
    app.add_node(report_links.Report, html=(report_links.visit_report, None))
    app.add_node(
        second_reading.Folded,
        html=(second_reading.visit_folded, second_reading.depart_folded),
    )
    app.add_node(
        second_reading.Summary,
        html=(second_reading.visit_summary, second_reading.depart_summary),
    )
    app.add_node(run.Offer, html=(run.visit_offer, None))
    app.add_node(stops.Next, html=(stops.visit_next, None))
    app.add_html_math_renderer(
        "mathml", (mathml.visit_math, None), (mathml.visit_displaymath, None)
    )
    app.config.html_math_renderer = "mathml"
    join_streams_with(streams.join_streams)


def add_transforms(app):
    """Add what works on the tree of a page.

    Sphinx runs them by their priorities, among its own and those of others;
    each says at its priority what it waits for. They stand in that order.
    """
    for transform in (
        inline.QuoteValues,
        claims.LinkToProof,
        ask.FoldAnswers,
        claims.FoldProofs,
    ):
        app.add_transform(transform)
    for transform in (
        every_claim.FillInClaims,
        keep.FillInWhere,
        inline.InlineFigures,
        repository.NameRepository,
        reading_time.SayMinutes,
        glossary.IndexLessons,
        playground.LinkToState,
        numbering.NameSolutions,
        numbering.PlainExerciseTitles,
        claims.NameInside,
        bibliography.NameSources,
        opening.SetOpening,
        playground.MakeRoom,
        bench.MakeBench,
        attention.MakeAttention,
        gpt.MakeLesson,
        second_reading.Fold,
        stops.NameNext,
        run.OfferToRun,
        api_page.SetReference,
        typography.KeepTogether,
        report_links.OfferReports,
    ):
        app.add_post_transform(transform)
