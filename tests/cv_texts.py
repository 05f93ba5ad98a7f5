"""CVs that we made up: nobody in them exists, nor does any address, number or employer."""

from __future__ import annotations

ENGLISH = """\
Robin Fictional
12 Invented Street, 00000 Nowhere | robin.fictional@example.org | +44 20 7946 0000
Date of birth: 1 April 1990    Nationality: invented
linkedin.com/in/robin-fictional

PROFILE
Robin is a careful analyst, married with two invented children.

WORK EXPERIENCE

Data analyst, Lakeside Energy Ltd
March 2019 – present
- Build dashboards for 40 district offices with SQL and
  a spreadsheet
- Train colleagues to read them; questions to robin.fictional@example.org
- Report to Ms Erika Beispiel every month

Junior clerk, Nowhere Council
06/2016 - 02/2019
• Answered letters from residents
• Kept the register of meters. Checked it twice a year.

Shop assistant
Corner Shop
2015

EDUCATION AND TRAINING

2012–2016  BSc Geography, University of Nowhere
Thesis on the heat loss of terraced houses

SKILLS
Programming: Python (advanced), SQL, R (basic)
Project planning
Negotiating with suppliers - good

LANGUAGES
English: native speaker
German – B2
French (A2), Italian (A1)

REFERENCES
Dr Max Erfunden, Nowhere Council, +44 20 7946 0999
"""

GERMAN = """\
Lebenslauf

Persönliche Daten
Name: Kim Erfunden
Geboren am 1. April 1985 in Nirgendwo
Anschrift: Erfundene Straße 1, 00000 Nirgendwo
Telefon: 030 23125 000
E-Mail: kim.erfunden@example.org

Berufserfahrung

seit 03/2018
Teamleiterin Lager, Muster Logistik GmbH, Nirgendwo
- Planung der Schichten von zwölf Mitarbeitenden
- Einführung eines neuen Verfahrens für die Inventur

09/2010 – 02/2018
Fachkraft für Lagerlogistik, Beispiel AG
- Kommissionierung und Versand, z. B. von Medikamenten
- Ansprechpartnerin für Frau Dr. Erika Muster

Schul- und Berufsbildung

2007–2010
Ausbildung zur Fachkraft für Lagerlogistik, Beispiel AG

Weiterbildung
15.01.2019 – 18.01.2019 Ausbildung der Ausbilder, IHK Nirgendwo

Kenntnisse und Fähigkeiten
EDV: Excel (sehr gute Kenntnisse), SAP (Grundkenntnisse)
Gabelstapler fahren

Sprachkenntnisse
Deutsch: Muttersprache
Englisch: fließend (C1)
Polnisch: A2

Führerschein
Klasse B

Hobbys
Klettern mit Alex Erfunden
"""

EUROPASS_PAGES = (
    (
        "Robin Fictional",
        "Date of birth: 01/04/1990 Nationality: Invented Phone number: (+44) 2079460000 (Mobile)",
        "Email address: robin.fictional@example.org Address: 12 Invented Street, Nowhere (Home)",
        "ABOUT ME",
        "An invented person who bakes.",
        "WORK EXPERIENCE",
        "BAKER - LAKESIDE BAKERY - 01/03/2019 - CURRENT - NOWHERE, INVENTED",
        "Business or Sector: Manufacturing",
        "Email: bakery@example.org",
        "Main activities and responsibilities:",
        "- Bake bread and rolls for three shops, every night but one, with a team of four people and an",
        "oven from 1950",
        "- Order flour",
        "EDUCATION AND TRAINING",
        "04/09/2015 - 13/07/2018 Nowhere, Invented",
        "APPRENTICESHIP AS A BAKER Vocational School of Nowhere",
        "LANGUAGE SKILLS",
        "Mother tongue(s): ENGLISH",
        "Other language(s):",
        "UNDERSTANDING SPEAKING WRITING",
        "Listening Reading Spoken production Spoken interaction",
        "GERMAN B2 B1 B1 B1 A2",
        "Levels: A1 and A2: Basic user; B1 and B2: Independent user; C1 and C2: Proficient user",
    ),
    (
        "SKILLS",
        "Bread of all kinds; Cake; Working in a team",
        "DRIVING LICENCE",
        "Driving licence: B",
    ),
)
