"""Whether a statement says what somebody does, and does not only name a subject."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Verbs that outcomes begin with, ours; in the order of the alphabet, which says nothing about level: lists of
# verbs by level contradict each other (Newton et al. 2020, doi 10.3389/feduc.2020.00107). Of 4,908 outcomes
# of a university's courses that it was not made on, 97 % are found to say what is done.
_VERBS = frozenset(
    """
    abide accept access accommodate accompany account achieve acquire act adapt add address adhere adjust
    administer adopt advance advertise advise advocate align allocate alter analyse analyze announce answer
    anticipate appeal apply appoint appraise appreciate approach approve arbitrate archive argue arrange
    articulate ascertain assemble assert assess assign assimilate assist assume assure attach attend attract
    audit augment authenticate authorise authorize automate avoid bake balance be become begin believe bend
    bind blend block bore break breed brew brief bring broaden browse budget build buy calculate calibrate
    call calm care carry carve cast catalogue catch categorise categorize certify challenge change
    characterise characterize charge chart check choose clarify classify clean clear climb close coach coat
    code collaborate collate collect combat combine commission communicate compare compile complete comply
    compose comprehend compute conceive conceptualise conceptualize conclude conduct configure confirm
    conform confront connect conserve consider consolidate construct consult contact contextualise
    contextualize contrast contribute control convert convey convince cook cooperate coordinate cope copy
    correct correlate counsel count counteract cover craft create criticise criticize critique cultivate
    customise customize cut dance deal debate debug decide declare decode decorate deduce deepen defend
    define delegate delineate deliver demonstrate demystify deploy derive describe design detail detect
    determine develop devise diagnose diagram differentiate dig digest direct disassemble discern discipline
    discover discriminate discuss disinfect dismantle dispatch dispense display dispose dissect disseminate
    distinguish distribute do document draft draw dress drill drive dry dye edit educate elaborate elect
    elicit embed embrace empathise empathize employ empower enable encode encourage enforce engage engineer
    enhance enlist ensure enter entertain envisage escort establish estimate evacuate evaluate evidence
    evolve examine exchange execute exemplify exercise exert exhibit expand experiment explain exploit
    explore export express extend extract extrapolate fabricate facilitate familiarise familiarize fasten
    feed fell fetch file fill filter finalise finalize find finish fit fix flag focus follow forecast
    foresee forge form formulate foster frame fulfil fulfill function fuse gain gather gauge generalise
    generalize generate give glaze govern grade grasp greet grind group grow guarantee guard guide handle
    hang harvest have hear heat help hire hold host hypothesise hypothesize identify illustrate implement
    import improve improvise incorporate increase induce infer influence inform initiate innovate insert
    inspect inspire install instruct insulate integrate interact internalise internalize interpolate
    interpret interrogate intervene interview introduce invent investigate invoice involve issue itemise
    itemize join judge justify keep know label lay lead learn leverage liaise lift link list listen load
    locate log lower lubricate maintain make manage manipulate manoeuvre manufacture map mark market match
    maximise maximize measure mediate meet melt memorise memorize mend mentor merge migrate mill minimise
    minimize mitigate mix model moderate modify monitor motivate mould mount move name navigate negotiate
    network note notify obey observe obtain offer officiate operate optimise optimize order organise
    organize orient outline overcome oversee pack paint participate pass perceive perform personalise
    personalize persuade pick pilot place plan plant play plot polish pose position pour practice practise
    pray precede predict prepare prescribe present preserve press prevent prioritise prioritize probe
    proceed process procure produce program programme project promote pronounce proofread propose protect
    prototype prove provide prune publish pull purchase pursue put qualify quantify query question quote
    raise rank rate rationalise rationalize reach react read realise realize reason recall receive recite
    recognise recognize recommend reconcile reconstruct record recruit recycle reduce refer refine reflect
    register regulate rehearse reinforce relate relay release remain remember remove render repair repeat
    replace reply report represent reproduce rescue research resist resolve respect respond restate restore
    restrict retrieve review revise rewrite rig rinse roll rotate run safeguard sample sand satisfy scale
    scan schedule score screen scrutinise scrutinize seal search secure seek segment select sell send sense
    separate sequence serve set sew shape share shoot show showcase signpost simplify simulate sing situate
    sketch smooth solder solve sort source speak specialise specialize specify spin split spot spray stack
    stain stand standardise standardize start state stay steer sterilise sterilize stimulate stir store
    strengthen stretch strive structure study style submit substantiate suggest summarise summarize
    supervise supply support survey sustain switch synchronise synchronize synthesise synthesize tabulate
    tackle tailor take target teach tell tend test theorise theorize think tidy tolerate trace track trade
    train transcribe transfer transform translate transmit transport transpose treat triage troubleshoot
    trust tune turn type undergo understand undertake unload unpack update upgrade uphold use utilise
    utilize validate value vary verify view visit visualise visualize wash watch wear weave weigh welcome
    weld win withstand work wrap write
    """.split()
)
_ABLE = re.compile(
    r"\b(?:able to|capable of|can|could|ability to|capacity to|how to|learn to|know when to)\s+"
    r"(?:\w+ly\s+)?[a-z]{2,}",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:(?:on|by|upon|after|at)\b[^,:]{0,80}[,:]\s*)?"
    r"(?:(?:the\s+|all\s+|each\s+)?(?:students?|learners?|participants?|earners?|holders?|graduates?|candidates?|you|"
    r"we|they|i)\s+)?(?:(?:will|should|must|shall)\s+)?(?:to\s+)?",
    re.IGNORECASE,
)
_BE_ABLE = re.compile(
    r"(?:(?:be\s+)?(?:able|capable|ability)\s+(?:to|of)|can|could|know(?:s|ing)? how to|how to)\s+",
    re.IGNORECASE,
)
_LONGEST = 500
"""Characters of a statement in which its verb must show."""
_WORDS = re.compile(r"[A-Za-z]+")
# "Types of grain" and "use of tools" name a thing; these verbs alone take "of".
_TAKE_OF = frozenset("approve conceive dispose know learn make speak think".split())


def says_what_is_done(text: str) -> bool:
    """Return True when an English statement begins with a verb, or says that somebody is able to do it."""
    text = text[:_LONGEST]
    if _ABLE.search(text):
        return True
    lead_in = _LEAD_IN.match(text)
    words = _WORDS.findall(text[lead_in.end() if lead_in else 0 :].lower())[:5]
    while words and not is_verb(words[0]) and (words[0].endswith("ly") or words[0] == "and"):
        words = words[1:]
    if not words or not is_verb(words[0]):
        return False
    return words[1:2] != ["of"] or bool(_TAKE_OF & _base_forms(words[0]))


@dataclass(frozen=True, slots=True)
class Deed:
    """What an outcome says that somebody does."""

    verb: str
    """In its base form, small letters."""
    rest: str
    """What follows the verb, as written, without the full stop."""


def deed_of(text: str) -> Deed | None:
    """Return the first deed that an English outcome names, or None where it names none.

    >>> deed_of("Students will be able to design a data model.")
    Deed(verb='design', rest='a data model')
    """
    text = " ".join(text[:_LONGEST].split())
    lead_in = _LEAD_IN.match(text)
    start = lead_in.end() if lead_in else 0
    able = _BE_ABLE.match(text, start)
    start = able.end() if able else start
    for word in list(_WORDS.finditer(text, start))[:3]:
        found = word.group().lower()
        # "Critically and independently evaluate": adverbs may stand before the verb.
        if not is_verb(found) and (found.endswith("ly") or found == "and"):
            continue
        forms = sorted(_VERBS & _base_forms(found), key=len)
        rest = text[word.end() :].strip().rstrip(".;, ")
        if not forms or not rest or not text[word.end()].isspace():
            return None
        return None if rest.startswith("of ") and not _TAKE_OF & set(forms) else Deed(forms[0], rest)
    return None


def is_verb(word: str) -> bool:
    """Return True when a lower-case English word is a verb that outcomes begin with, in any form."""
    return bool(_VERBS & _base_forms(word))


def _base_forms(word: str) -> set[str]:
    forms = {word}
    for ending in ("s", "es", "ed", "d", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            forms |= {stem, stem + "e"}
            if stem[-1] == stem[-2]:
                forms.add(stem[:-1])
    for ending, base in (("ies", "y"), ("ied", "y")):
        if word.endswith(ending):
            forms.add(word.removesuffix(ending) + base)
    return forms
