"""How pages are set, shipped and run: one Sphinx extension, a room a feature.

`registration.py` lists all that it adds. It is read only when Sphinx asks: what
knows pages without Sphinx, such as `chapters`, can be imported without it.
"""


def setup(app):
    from nnfs_site import registration

    return registration.setup(app)
