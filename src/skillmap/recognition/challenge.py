"""A suggested task by which a person could show an outcome, built from its own verb and object.

The groups and the wording are ours. What kind of deed a verb names decides what can be looked at: a piece of
work, a performance, a worked case, a defended judgement or an explanation. It says nothing about depth; the
assessor sets the task.
"""

from __future__ import annotations

from dataclasses import dataclass

from skillmap.domain import ChallengeTask, LearningOutcome
from skillmap.text import Deed, deed_of


@dataclass(frozen=True, slots=True)
class _Kind:
    """A group of verbs whose deeds are shown alike."""

    verbs: frozenset[str]
    task: str
    """Its blank is filled with the deed."""
    questions: tuple[str, ...]


_WORK = {
    **dict.fromkeys(("design", "redesign"), "a design"),
    **dict.fromkeys(("plan", "schedule", "budget"), "a plan"),
    **dict.fromkeys(("draft", "write", "compose"), "a text or program"),
    **dict.fromkeys(("model",), "a model"),
    **dict.fromkeys(("sketch", "draw", "illustrate"), "a drawing or draft"),
}
_MAKE = _Kind(
    frozenset(
        """
        assemble author build code compile compose construct craft create cut design develop devise draft draw
        edit fabricate film formulate generate implement install invent make manufacture model paint plan
        prepare produce program programme prototype publish redesign schedule sketch synthesise synthesize
        tailor transform translate write budget
        """.split()
    ),
    "Bring {work} that you made yourself, or make one on a case that the assessor gives: {deed}.",
    (
        "Which part of it did you do yourself, and who can confirm that?",
        "Why did you do it this way, and which other way did you leave aside?",
        "What would you change today?",
    ),
)
_PERFORM = _Kind(
    frozenset(
        """
        administer apply assist automate calibrate care carry clean coach collaborate collect communicate
        conduct configure cook cooperate coordinate deliver demonstrate deploy document execute extract
        facilitate guide handle host lead liaise maintain manage measure mentor monitor moderate move
        negotiate operate organise organize participate perform practise present program read record repair
        respond run sample secure serve set store supervise support teach test train treat use utilise utilize
        weld work
        """.split()
    ),
    "Do it while the assessor watches, or bring a record of it that somebody can confirm: {deed}.",
    (
        "What did you look out for, and what do you do when something goes wrong?",
        "When did you last do it, and how often?",
        "How would you do it in a setting that is new to you?",
    ),
)
_WORK_OUT = _Kind(
    frozenset(
        """
        analyse analyze audit break calculate check categorise categorize characterise characterize classify
        compare compute contrast correlate decode deduce derive determine diagnose differentiate discriminate
        dissect distinguish estimate examine find fit infer inspect integrate interpret investigate map model
        predict
        prove quantify query relate research sequence simulate solve trace troubleshoot validate verify
        """.split()
    ),
    "Work on a case that the assessor gives, and write down how you reach the result: {deed}.",
    (
        "Which steps led to the result, and how do you know that it is right?",
        "What would change the result?",
        "Where does the method not work?",
    ),
)
_JUDGE = _Kind(
    frozenset(
        """
        appraise argue assess choose critique criticise criticize debate decide defend evaluate
        judge justify prioritise prioritize question rank rate recommend reflect review select weigh
        """.split()
    ),
    "Take a case that the assessor gives, state your judgement and defend it: {deed}.",
    (
        "By which criteria do you judge, and which of them weighs most?",
        "What speaks against your judgement?",
        "Which evidence would change it?",
    ),
)
_EXPLAIN = _Kind(
    frozenset(
        """
        account comprehend define describe discuss enumerate exemplify explain express identify illustrate
        know label list locate name outline recall recognise recognize restate state summarise summarize
        understand appreciate articulate clarify
        """.split()
    ),
    "Explain it to the assessor, with an example from your own practice: {deed}.",
    (
        "How would you explain it to somebody who is new to it?",
        "What does it mean for your own work?",
        "Which mistake is often made about it?",
    ),
)
_OTHER = _Kind(
    frozenset(),
    "Agree with the assessor on a task in which it can be seen, and do it: {deed}.",
    (
        "Which part of it did you do yourself?",
        "Why did you do it this way?",
    ),
)
_KINDS = (_MAKE, _PERFORM, _WORK_OUT, _JUDGE, _EXPLAIN)


def challenge_for(outcome: LearningOutcome) -> ChallengeTask | None:
    """Return a suggested task, or None for an outcome that names no deed or is not in English."""
    if outcome.language is not None and outcome.language.lower().partition("-")[0] != "en":
        return None
    deed = deed_of(outcome.text)
    if deed is None:
        return None
    kind = next((kind for kind in _KINDS if deed.verb in kind.verbs), _OTHER)
    work = _WORK.get(deed.verb, "a piece of work")
    return ChallengeTask(kind.task.format(work=work, deed=_words(deed)), kind.questions, deed.verb)


def _words(deed: Deed) -> str:
    return f"{deed.verb} {deed.rest}"
