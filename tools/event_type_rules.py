"""Who gets which kind of meeting: rules in order, as data. The first whose type there is wins.

Rank goes before field: a CTO is met as the C-level they are, a technical director as a director.
What only shows beside a rank ("director técnico") counts where the account lacks the type of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Patterns = tuple[str, ...]
"""Tried as whole words on plain text: lower case, no accents."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    name: str
    when: Mapping[str, Patterns]
    """A detail of the lead, and what it says."""
    types: tuple[str, ...]
    """What accounts call this type, plain, best first. Its slug counts as a name."""


TECHNICAL_CHIEFS: Patterns = (
    "c(?:to|io|iso|do)",
    "chief (?:technology|technical|information(?: security)?|data) officer",
)
EXECUTIVES: Patterns = (
    *TECHNICAL_CHIEFS,
    "c(?:eo|fo|oo|mo|po|ro|so|co|hro)",
    "c[- ](?:level|suite)",
    r"chief(?: \w+){1,3} officer",
    "(?:co[- ]?)?founder",
    "(?:co-?)?fundador[a]?",
    "(?<!product )(?<!process )(?:co-?)?owner",
    "duen[oa]",
    "don[oa]",
    "prop(?:r)?ietari[oa]",
    "soci[oa]",
    "entrepreneur",
    "empre(?:e)?ndedor[a]?",
    "empresari[oa]",
    "(?<!vice )(?<!vice-)president[ea]?",
    "managing (?:director|partner)",
    "executive director",
    "dir(?:ec|e)tor[a]? (?:general|geral|e[jx]ecutiv[oa])",
    "gerente (?:general|geral)",
    "consejer[oa] delegad[oa]",
    "administrador[a]? unic[oa]",
)
MANAGERS: Patterns = (
    "manager",
    "dir(?:ec|e)tor[a]?",
    "gerente",
    "jef[ea]",
    "chefe",
    "head",
    "[es]?vp",
    "vice[- ]?president[ea]?",
    "respons(?:able|avel)",
    "enc(?:ar|arre)gad[oa]",
    "coord(?:i|e)nador[a]?",
    "coordinator",
    "supervisor[a]?",
    "team lead(?:er)?",
    "lider de equip[eo]",
)
TECHNICIANS: Patterns = (
    *TECHNICAL_CHIEFS,
    "engineer",
    "ingenier[oa]",
    "engenheir[oa]",
    "developer",
    "desarrollador[a]?",
    "desenvolvedor[a]?",
    "programador[a]?",
    "programmer",
    "dev(?:ops)?",
    "sre",
    "dba",
    "sys(?:tems? )?admin(?:istrator)?",
    "administrador[a]? d[ae] (?:sistemas|redes|bases? de datos|bancos? de dados)",
    "(?:software|solutions?|systems?|data|cloud|enterprise|technical|it) architect",
    "arqui(?:tec|te)t[oa] d[ae] (?:software|soluciones|solucoes|sistemas|datos|dados)",
    "tech(?:nical)? (?:lead|director|manager)",
    "lider tecnic[oa]",
    "tecnic[oa]",
    "technician",
    "informatic[oa]",
    "data scientist",
    "cient(?:ific[oa]|ista) d[ae] da(?:t|d)os",
    "analista d[ae] (?:sistemas|datos|dados|software|ti)",
    "(?:systems?|it|security|data) analyst",
    "(?:it|ti) (?:specialist|support|administrator|manager|director)",
    "(?:de|of|en|em) (?:it|ti|sistemas|tecnologia|technology|engineering|ingenieria|engenharia)",
    "qa",
    "tester",
    "(?:full|back|front)[- ]?(?:stack|end)",
)

RULES: tuple[Rule, ...] = (
    Rule(
        name="executive_consultation",
        when={"role": EXECUTIVES},
        types=(
            "executive consultation",
            "executive call",
            "executive meeting",
            "executive briefing",
            "consulta ejecutiva",
            "consultoria ejecutiva",
            "asesoria ejecutiva",
            "reunion ejecutiva",
            "llamada ejecutiva",
            "consulta executiva",
            "consultoria executiva",
            "reuniao executiva",
            "chamada executiva",
        ),
    ),
    Rule(
        name="sales_call",
        when={"role": MANAGERS},
        types=(
            "sales call",
            "sales meeting",
            "llamada de ventas",
            "llamada comercial",
            "reunion de ventas",
            "reunion comercial",
            "chamada de vendas",
            "chamada comercial",
            "ligacao de vendas",
            "reuniao de vendas",
            "reuniao comercial",
        ),
    ),
    Rule(
        name="technical_demo",
        when={
            "role": TECHNICIANS,
            "wants": (r"demo\w* tecnica", "demonstracao tecnica", r"tech(?:nical)? demo\w*"),
        },
        types=(
            "technical demo",
            "technical demonstration",
            "tech demo",
            "demo tecnica",
            "demostracion tecnica",
            "demonstracao tecnica",
        ),
    ),
    Rule(
        name="demo",
        when={"wants": (r"demo\w*",)},
        types=(
            "product demo",
            "product demonstration",
            "demo",
            "demo call",
            "live demo",
            "demo de producto",
            "demo del producto",
            "demostracion",
            "demostracion de producto",
            "demostracion del producto",
            "demo de produto",
            "demo do produto",
            "demonstracao",
            "demonstracao de produto",
            "demonstracao do produto",
        ),
    ),
    Rule(
        name="discovery_call",
        when={"company_kind": ("start-?up",)},
        types=(
            "discovery call",
            "discovery meeting",
            "discovery",
            "intro call",
            "introductory call",
            "llamada de descubrimiento",
            "reunion de descubrimiento",
            "llamada exploratoria",
            "llamada inicial",
            "chamada de descoberta",
            "ligacao de descoberta",
            "reuniao de descoberta",
            "chamada inicial",
        ),
    ),
)
