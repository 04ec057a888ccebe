"""Where a legal fact can be read: CELEX numbers and what EUR-Lex shows under them."""

import re

GDPR = "32016R0679"
_CELEX = r"[0-9CE]\d{4}[A-Z]{1,2}\d{4}(R?\(\d{2}\))?"


def is_celex(text: str) -> bool:
    """Tell whether a text has the form of a CELEX number: sector, year, kind, number, perhaps a corrigendum.

    Source: https://eur-lex.europa.eu/content/help/eurlex-content/celex-number.html
    """
    return re.fullmatch(_CELEX, text, re.ASCII) is not None


def eur_lex(celex: str) -> str:
    """Return the address of a document on EUR-Lex, in English, by its CELEX number."""
    return f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{celex}"
