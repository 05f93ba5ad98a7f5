"""A statement without what says who made it: words of sex, titles of address, issuers and countries.

For comparing people, where equal evidence must count equally whoever brings it. What is taken out is not read
for a match; the statement itself is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_PLAIN = {
    "he": "they",
    "she": "they",
    "him": "them",
    "his": "their",
    "her": "their",
    "hers": "theirs",
    "himself": "themselves",
    "herself": "themselves",
    "he/she": "they",
    "she/he": "they",
    "his/her": "their",
    "her/his": "their",
    "him/her": "them",
    "chairman": "chair",
    "chairwoman": "chair",
    "foreman": "supervisor",
    "forewoman": "supervisor",
    "waitress": "waiter",
    "saleswoman": "salesperson",
    "salesman": "salesperson",
}
"""Words that carry a sex, and the plain word that is read instead."""
_ADDRESS = r"\b(?:mr|mrs|ms|miss|mx|sir|madam)\b\.?(?:\s+[A-Z][\w'-]+){1,3}"
"""A title of address with the name after it."""
_COUNTRIES = """
Afghanistan, Albania, Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan,
Bahamas, Bahrain, Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bhutan, Bolivia, Bosnia and
Herzegovina, Botswana, Brazil, Brunei, Bulgaria, Burkina Faso, Burundi, Cambodia, Cameroon, Canada, Cape
Verde, Chad, Chile, China, Colombia, Congo, Costa Rica, Croatia, Cuba, Cyprus, Czechia, Czech Republic,
Denmark, Djibouti, Dominican Republic, Ecuador, Egypt, El Salvador, England, Eritrea, Estonia, Eswatini,
Ethiopia, Fiji, Finland, France, Gabon, Gambia, Germany, Ghana, Greece, Guatemala, Guinea, Guyana, Haiti,
Honduras, Hong Kong, Hungary, Iceland, India, Indonesia, Iran, Iraq, Ireland, Israel, Italy, Ivory Coast,
Jamaica, Japan, Jordan, Kazakhstan, Kenya, Kosovo, Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho,
Liberia, Libya, Liechtenstein, Lithuania, Luxembourg, Madagascar, Malawi, Malaysia, Maldives, Mali,
Malta, Mauritania, Mauritius, Mexico, Moldova, Monaco, Mongolia, Montenegro, Morocco, Mozambique,
Myanmar, Namibia, Nepal, Netherlands, New Zealand, Nicaragua, Niger, Nigeria, North Korea, North
Macedonia, Northern Ireland, Norway, Oman, Pakistan, Palestine, Panama, Papua New Guinea, Paraguay, Peru,
Philippines, Poland, Portugal, Qatar, Romania, Russia, Rwanda, Samoa, San Marino, Saudi Arabia, Scotland,
Senegal, Serbia, Seychelles, Sierra Leone, Singapore, Slovakia, Slovenia, Somalia, South Africa, South
Korea, South Sudan, Spain, Sri Lanka, Sudan, Suriname, Sweden, Switzerland, Syria, Taiwan, Tajikistan,
Tanzania, Thailand, Togo, Tonga, Trinidad and Tobago, Tunisia, Turkey, Turkmenistan, Uganda, Ukraine,
United Arab Emirates, United Kingdom, United States, United States of America, Uruguay, Uzbekistan,
Vanuatu, Venezuela, Vietnam, Wales, Yemen, Zambia, Zimbabwe
"""
"""Countries by their usual English name. Words for languages and peoples stay: speaking one is a skill."""


def impersonal(text: str, names: Iterable[str] = ()) -> str:
    """Return a text as it is compared: plain words for gendered ones, no country and none of the names given.

    Args:
        text: a statement.
        names: what else must not count, e.g. the issuer's name and country.
    """
    out = re.sub(_ADDRESS, " they ", text, flags=re.IGNORECASE)
    for name in sorted({name.strip() for name in names if len(name.strip()) > 1}, key=len, reverse=True):
        out = re.sub(
            rf"(?:\b(?:at|by|for|from|in|of)\s+(?:the\s+)?)?(?<!\w){re.escape(name)}(?!\w)", " ", out
        )
    out = _countries().sub(" ", out)
    out = _gendered().sub(lambda found: _like(found[0], _PLAIN[found[0].lower()]), out)
    return re.sub(r"\s+", " ", re.sub(r"\s+([,.;:)])", r"\1", out)).strip()


@cache
def _countries() -> re.Pattern[str]:
    names = sorted((name.strip() for name in _COUNTRIES.replace("\n", " ").split(",")), key=len, reverse=True)
    listed = "|".join(map(re.escape, names))
    return re.compile(rf"(?:\b(?:at|from|in|of|to)\s+(?:the\s+)?)?\b(?:{listed})\b")


@cache
def _gendered() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(_PLAIN, key=len, reverse=True)))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def _like(found: str, plain: str) -> str:
    return plain.capitalize() if found[0].isupper() else plain
