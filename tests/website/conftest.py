"""What the tests of the website share."""

import logging

import pytest


@pytest.fixture
def heard():
    """Collect what the extension says; its logger tells no one above it."""
    records = []
    handler = logging.Handler()
    handler.emit = records.append
    logger = logging.getLogger("sphinx.nnfs_site")
    logger.addHandler(handler)
    yield records
    logger.removeHandler(handler)
