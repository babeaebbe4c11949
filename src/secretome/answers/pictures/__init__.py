"""Pictures that people understand, as SVG text: 100 figures, a range bar, a forest plot.

They carry a title and a description, take their colour from the page (``currentColor``) and tell
states apart by shape, so they read in light, dark, print and without colour. No style sheet, no
script and no ``style`` attribute is in them; classes are there for a page that wants to add to it.
"""

from secretome.answers.pictures.forest import ForestLine, Plot, forest_svg
from secretome.answers.pictures.people import Crowd, icon_array_svg
from secretome.answers.pictures.ranges import Range, range_bar_svg

__all__ = [
    "Crowd",
    "ForestLine",
    "Plot",
    "Range",
    "forest_svg",
    "icon_array_svg",
    "range_bar_svg",
]
