"""A picture of a network: the API's objects as boxes in boxes, drawn as SVG or written in Mermaid."""

from outscale_picture.mermaid import mermaid
from outscale_picture.scene import TYPES, Box, Objects, scene
from outscale_picture.svg import Undrawable, svg

__all__ = ["TYPES", "Box", "Objects", "Undrawable", "mermaid", "scene", "svg"]
