"""Lines that part the articles of downloads, in the languages in which the databases write them."""

from __future__ import annotations

__all__ = ["COUNTED", "ENDED", "LENGTH", "NUMBERED"]

COUNTED = (
    r"^[ \t]*(?:\d{1,6} (?:of|von|de|sur|di|van) \d{1,6} (?:DOCUMENT(?:S|EN|OS|I)?|DOKUMENTEN?)"
    r"|(?:Dokument|Document|Documento) \d{1,6} (?:of|von|de|sur|di|van) \d{1,6})[ \t]*\r?$")
"""What Nexis puts above each article."""
ENDED = (
    r"^[ \t]*(?:End of Document|Ende des Dokuments|Fin du document|Fin del documento|Fine del documento|Fim do documento|Einde van (?:het )?document)"
    r"[ \t]*$")
"""What it puts below each."""
NUMBERED = r"^[ \t]*(?:Document|Dokument|Documento) [A-Z][A-Z0-9]{1,9}0{4}\d{8}[a-z][a-z0-9]{6,12}[ \t]*\r?$"
"""What Factiva puts below each article: its number, with the day on which it came in."""
LENGTH = r"^[ \t]*\d[\d.,]{0,8} (?:words?|mots?|palabras?|W(?:ö|\xf6)rter|parole|woorden|palavras?)[ \t]*\r?$"
"""The number of words that Factiva puts below each headline, in text and in bytes."""
