# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sphinx reads this for `make docs`. Works with Sphinx 5.3 (Debian 12) and later.
from pathlib import Path

project = "sr_aacs"
release = version = (Path(__file__).parent.parent / "VERSION").read_text().strip()

extensions = ["sphinx.ext.graphviz"]
exclude_patterns = ["man", "ABI"]
# A block without a language has no colours.
highlight_language = "none"

html_theme = "furo"
html_title = f"sr_aacs {release}"
html_static_path = ["_static"]
html_css_files = ["html.css"]
html_copy_source = False
html_show_copyright = False

# The common look of all pictures. The white background keeps them legible in the dark
# theme.
graphviz_output_format = "svg"
graphviz_dot_args = [
    "-Gbgcolor=white",
    "-Gfontname=Helvetica",
    "-Nfontname=Helvetica",
    "-Efontname=Helvetica",
    "-Nfontsize=12",
    "-Efontsize=11",
    "-Nshape=box",
]
