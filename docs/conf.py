"""How the manual is built (`make manual`): from this directory alone, and nothing in it comes from elsewhere."""

import service

project = "subreg"
author = "the subreg maintainers"
copyright = author  # noqa: A001 — Sphinx' own name
version = release = service.__version__

extensions = ["myst_parser"]
exclude_patterns = ["conf.py"]
myst_heading_anchors = 3
# Of the rules' many pages none is in a table of contents but their index.
suppress_warnings = ["toc.not_included"]

html_theme = "furo"
html_title = f"subreg {version}"
html_copy_source = False
html_show_sphinx = False
