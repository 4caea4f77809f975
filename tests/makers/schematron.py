"""The Schematron rules that TEI's own schema carries, as one XSLT stylesheet for SaxonC (``saxonche``).

A pattern becomes a mode, a rule a template in it (the first rule that matches a node counts, so earlier ones have higher priority),
a failed assertion or a report that holds becomes a line of output.
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

SCH = "{http://purl.oclc.org/dsdl/schematron}"
XSL = "http://www.w3.org/1999/XSL/Transform"


def stylesheet(schema: Path) -> str:
    """The stylesheet; raises ValueError if the schema carries no rules."""
    root = etree.parse(str(schema)).getroot()
    namespaces = {element.get("prefix"): element.get("uri") for element in root.iter(f"{SCH}ns")}
    namespaces |= {"tei": "http://www.tei-c.org/ns/1.0", "xs": "http://www.w3.org/2001/XMLSchema"}
    sheet = etree.Element(f"{{{XSL}}}stylesheet", nsmap={"xsl": XSL, **namespaces}, version="3.0")
    etree.SubElement(sheet, f"{{{XSL}}}output", method="text")
    start = etree.SubElement(sheet, f"{{{XSL}}}template", match="/")
    patterns = list(root.iter(f"{SCH}pattern"))
    if not patterns:
        raise ValueError(f"{schema} carries no Schematron rules")
    for n, pattern in enumerate(patterns):
        mode = f"m{n}"
        etree.SubElement(start, f"{{{XSL}}}apply-templates", select="/", mode=mode)
        etree.SubElement(sheet, f"{{{XSL}}}mode", name=mode, **{"on-no-match": "deep-skip"})
        walk = etree.SubElement(sheet, f"{{{XSL}}}template", match="node()|/", mode=mode, priority="0")
        etree.SubElement(walk, f"{{{XSL}}}apply-templates", select="@*|node()", mode=mode)
        for m, rule in enumerate(pattern.iter(f"{SCH}rule")):
            _rule(sheet, rule, mode, 1000 - m)
    return etree.tostring(sheet, encoding="unicode")


def _rule(sheet: etree._Element, rule: etree._Element, mode: str, priority: int) -> None:
    template = etree.SubElement(sheet, f"{{{XSL}}}template", match=rule.get("context"), mode=mode, priority=str(priority))
    for part in rule:
        if part.tag == f"{SCH}let":
            etree.SubElement(template, f"{{{XSL}}}variable", name=part.get("name"), select=part.get("value"))
        elif part.tag in (f"{SCH}assert", f"{SCH}report"):
            test = part.get("test") if part.tag == f"{SCH}report" else f"not({part.get('test')})"
            failed = etree.SubElement(template, f"{{{XSL}}}if", test=test)
            words = " ".join("".join(part.itertext()).split())
            etree.SubElement(failed, f"{{{XSL}}}text").text = f"{rule.get('context')}: {words}\n"
    etree.SubElement(template, f"{{{XSL}}}apply-templates", select="@*|node()", mode=mode)
