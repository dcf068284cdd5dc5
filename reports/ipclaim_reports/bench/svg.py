"""A drawing of matplotlib as markup for the page: without styles of its own, which the page's policy forbids, in the
page's ink, light and dark, and a third of the size.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

# What of a style says something in a drawing of lines and short texts.
_KEPT = ("fill", "stroke", "stroke-width", "stroke-dasharray", "text-anchor")
_OPACITY = ("opacity", "fill-opacity", "stroke-opacity")
_DROPPED = ("metadata", "style", "title", "desc")
_INK = "#000000"
_NUMBER = re.compile(r"-?\d+\.\d+")


def tidy(drawing: str, prefix: str) -> str:
    """The drawing with names that begin with `prefix`, so that several fit into one page."""
    root = ElementTree.fromstring(drawing)
    _strip(root)
    used = {href[1:] for e in root.iter() if (href := _link(e))}
    used |= set(re.findall(r"url\(#([^)]+)\)", drawing))
    for element in root.iter():
        _rewrite(element, prefix, used)
    box = root.get("viewBox", "")
    root.attrib.clear()
    root.attrib.update({"class": "plot", "viewBox": box, "aria-hidden": "true"})
    return ElementTree.tostring(root, encoding="unicode")


def _strip(element: ElementTree.Element) -> None:
    """Takes away what is not drawn, and namespaces, which HTML does not write."""
    element.tag = element.tag.rpartition("}")[2]
    for child in list(element):
        if child.tag.rpartition("}")[2] in _DROPPED:
            element.remove(child)
        else:
            _strip(child)
    if element.tag != "text":
        element.text = element.tail = None


def _link(element: ElementTree.Element) -> str:
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == "href"), "")


def _rewrite(element: ElementTree.Element, prefix: str, used: set[str]) -> None:
    attributes: dict[str, str] = {}
    for name, value in element.attrib.items():
        name = name.rpartition("}")[2]
        if name == "style":
            attributes.update(_presentation(value))
        elif name == "id":
            attributes.update({"id": prefix + value} if value in used else {})
        elif name == "href":
            attributes["href"] = f"#{prefix}{value[1:]}"
        elif name == "clip-path":
            attributes[name] = value.replace("url(#", f"url(#{prefix}")
        elif name not in ("type", "space"):
            attributes[name] = _NUMBER.sub(_short, value)
    element.attrib.clear()
    element.attrib.update(attributes)


def _presentation(style: str) -> dict[str, str]:
    """The declarations of a style as attributes, which are no style to the page's policy."""
    found = {}
    for declaration in style.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name in (*_KEPT, *_OPACITY):
            found[name] = "currentColor" if value == _INK else value
    return found


def _short(match: re.Match[str]) -> str:
    return f"{float(match[0]):.1f}".removesuffix(".0")
