"""The wiring: which taxonomy, encoder and policy, and the verbs over them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import overload

from skillmap import __version__
from skillmap.domain import (
    Advice,
    Credential,
    CrosswalkKind,
    EvidenceSheet,
    Finding,
    FitEvidence,
    Fitting,
    Module,
    PathTarget,
    Portfolio,
    Profile,
    Programme,
    Ranking,
    Relation,
    RelationKind,
    RoleCandidate,
    Statement,
    StatementMatches,
    Target,
)
from skillmap.errors import LanguageError, UnknownNameError
from skillmap.json_values import plain
from skillmap.matching import (
    COURSE_TO_COURSE,
    OUTCOME_TO_OUTCOME,
    STATEMENT_TO_SKILL,
    STATEMENT_TO_SKILL_IN_CONTEXT,
    Encoder,
    Learned,
    Matcher,
    Progress,
    RememberingEncoder,
    Startable,
    VectorStore,
    bearing_of,
    build_index,
    context_of,
    load_index,
    make_encoder,
    save_index,
)
from skillmap.pathways import (
    OCCUPATION_THRESHOLD,
    Crossing,
    CrosswalkTerms,
    FitTerms,
    OccupationHierarchy,
    Terms,
    advertisement_target,
    concepts_of,
    evidence_table,
    fitting,
    names_of,
    need_targets,
    needs_of_targets,
    needs_of_taxonomy,
    needs_shown,
    occupation_target,
    occupation_targets,
    rank,
    skills_shown,
    table_targets,
    taught_needs,
    taught_skills,
)
from skillmap.profile import build_profile
from skillmap.recognition import (
    Dossier,
    Nearness,
    Policy,
    compare,
    consider,
    course_statement,
    evidence_sheets,
    load_policy,
    module_targets,
    outcome_targets,
    standings,
    suggest_all,
    thresholds_of,
)
from skillmap.resources import cache_root
from skillmap.taxonomy import Taxonomy
from skillmap.text import detected

SKILL_THRESHOLD = 0.45
"""Similarity from which the best skill counts as a match.

Chosen on the validation sentences of TECH and HOUSE: of the 88 whose first skill is a labelled one, 86 lie
above it (78 of 80 without the model ``context``). It opens a shortlist for a person and is no verdict;
statements without a skill are stopped by the model ``bearing``.
"""


_SAMPLED = 100
"""Labels that are looked at together for their language."""
_LINKED = (
    *(RelationKind.RELATED, RelationKind.PART_OF, RelationKind.PRECEDES),
    *(RelationKind.ESSENTIAL_FOR, RelationKind.OPTIONAL_FOR),
)
"""Links between skills that say that they have to do with each other."""


class Engine:
    """Everything needed to answer: a taxonomy, an encoder, a policy and a date.

    Nothing is loaded before it is needed.
    """

    def __init__(
        self,
        *,
        taxonomy: str = "esco",
        encoder: str = "minilm",
        policy: str = "example-university",
        on: date | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.on = on or date.today()
        self._taxonomy_name = taxonomy
        self._encoder_name = encoder
        self._policy_name = policy
        self._progress = progress

    def start(self) -> None:
        """Begin to load the encoder while other work goes on, where it can; the first question waits for it.

        Raises:
            NotInstalledError: its model is not in the cache.
        """
        if isinstance(self._bare_encoder, Startable):
            self._bare_encoder.start()

    @cached_property
    def taxonomy(self) -> Taxonomy:
        """The skills taxonomy; NotInstalledError when it is not in the cache."""
        return Taxonomy.open(self._taxonomy_name)

    @cached_property
    def policy(self) -> Policy:
        """The policy by name, or from a TOML file by path."""
        return load_policy(self._policy_name)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder; NotInstalledError when its model is not in the cache."""
        return RememberingEncoder(self._bare_encoder)

    @cached_property
    def _bare_encoder(self) -> Encoder:
        return make_encoder(self._encoder_name)

    @cached_property
    def store(self) -> VectorStore:
        """The vectors of taxonomies and catalogues, on disk."""
        # Not the remembering encoder: what is on disk need not be in memory too.
        return VectorStore(self._bare_encoder)

    @cached_property
    def skill_matcher(self) -> Matcher:
        """Statements against the taxonomy; its index is built on the first use and kept."""
        targets = SkillTargets(self.taxonomy)
        self._check_language()
        self.start()  # while the index is read
        folder = self._index_folder
        index = load_index(targets, self.store, folder)
        if index is None:
            index = build_index(targets, self.store, with_terms=True, progress=self._progress)
            save_index(index, folder)
        context = context_of(self.encoder)
        recipe = STATEMENT_TO_SKILL if context is None else STATEMENT_TO_SKILL_IN_CONTEXT
        learned = Learned(bearing_of(self.encoder), context)
        hierarchy = TaxonomyHierarchy(self.taxonomy) if self.taxonomy.has_relations else None
        return Matcher(index, self.encoder, recipe, learned, hierarchy)

    def _check_language(self) -> None:
        """Raise LanguageError before hours are spent on names that the encoder cannot read."""
        language = self.taxonomy.language.lower().partition("-")[0] or _language_of(self.taxonomy)
        known = self.encoder.languages
        if language and known and language not in known:
            said = f"the taxonomy {self.taxonomy.name} is in {language}"
            made = f"{self.encoder.name} is made for {', '.join(sorted(known))}"
            advice = f"take --encoder sentence-transformers:MODEL with a model for {language}"
            raise LanguageError(f"{said}, and {made}; {advice}")

    def outcome_matcher(self, programme: Programme) -> Matcher:
        """Return a matcher over the module outcomes of a programme; their vectors are kept in the store."""
        recipe = OUTCOME_TO_OUTCOME
        targets = outcome_targets(programme)
        index = build_index(targets, self.store, reading=recipe.reading, progress=self._progress)
        return Matcher(index, self.encoder, recipe)

    def course_matcher(self, modules: Programme) -> Matcher:
        """Return a matcher of whole courses over the modules of a programme or catalogue."""
        recipe = COURSE_TO_COURSE
        index = build_index(
            module_targets(modules),
            self.store,
            with_terms=recipe.needs_terms,
            reading=recipe.reading,
            progress=self._progress,
        )
        return Matcher(index, self.encoder, recipe)

    def nearest_modules(
        self, courses: Sequence[Credential | Module], programme: Programme, *, limit: int = 10
    ) -> tuple[StatementMatches, ...]:
        """Return the modules of a programme that come nearest to each credential or course, best first.

        A shortlist for a person, without a threshold: ``recommend`` decides by outcomes and rules.
        """
        statements = [course_statement(course) for course in courses]
        return self.course_matcher(programme).match(statements, limit=limit)

    def evidence_sheets(
        self, portfolio: Portfolio, programme: Programme, modules: Sequence[str] = ()
    ) -> tuple[EvidenceSheet, ...]:
        """Return what is claimed, offered and judged for each outcome of some modules, or of all.

        Judgements are people's. A claim is listed where it comes as near as ``outcome_partly`` of the policy
        asks; it never counts by itself.

        Raises:
            UnknownNameError: the programme has no such module.
        """
        near = Nearness(self.outcome_matcher(programme), thresholds_of(self.policy, self.on).partly)
        return evidence_sheets(portfolio, programme, near, self.on, modules)

    def match(self, statements: Sequence[Statement], *, limit: int = 10) -> tuple[StatementMatches, ...]:
        """Return the skills that each statement speaks of, best first."""
        return self.skill_matcher.match(statements, limit=limit, threshold=SKILL_THRESHOLD)

    def profile(self, credentials: Sequence[Credential]) -> Profile:
        """Return the skills that credentials support: asserted by the issuer, or inferred from outcomes."""
        return build_profile(credentials, self.taxonomy, self.skill_matcher, threshold=SKILL_THRESHOLD)

    def recommend(
        self,
        credentials: Sequence[Credential] | Profile,
        programme: Programme,
        findings: Sequence[Finding] = (),
        *,
        dossier: Dossier | None = None,
    ) -> Advice:
        """Return a suggestion for each module of a programme and a word on each credential.

        Args:
            credentials: what one applicant brings, or the profile made from it, which is then kept in the
                advice.
            programme: the modules to compare with.
            findings: what the readers noticed, to be shown with the advice.
            dossier: what is known beside the credentials: circumstances, verifications, earlier decisions and
                a portfolio.
        """
        if isinstance(credentials, Profile):
            profile, brought = credentials, credentials.credentials
        else:
            profile, brought = None, tuple(credentials)
        matcher = self.outcome_matcher(programme)
        cover = compare(brought, programme, matcher, thresholds_of(self.policy, self.on))
        application = consider(cover, self.policy, self.on, dossier)
        suggested = suggest_all(application)
        return Advice(
            programme=programme,
            recommendations=suggested.recommendations,
            standings=standings(application, suggested.recommendations, suggested.general),
            findings=(*findings, *cover.findings),
            policy=f"{self.policy.name} {self.policy.version}",
            policy_status=self.policy.status,
            on=self.on,
            fingerprint=self._fingerprint(brought, matcher, dossier),
            profile=profile,
            general=suggested.general,
            caps=suggested.caps,
            best_proven=suggested.best_proven,
        )

    def occupation_target(self, name: str) -> PathTarget:
        """Return what an occupation of the taxonomy needs; stated skills, or inferred ones marked so.

        Raises:
            NotInstalledError: the taxonomy came without occupations.
            UnknownNameError: no occupation has that name, code or URI.
        """
        return occupation_target(self.taxonomy, name, self.skill_matcher, SKILL_THRESHOLD)

    def advertisement_target(self, text: str, title: str) -> PathTarget:
        """Return what a job advertisement asks for: skills inferred from its text."""
        return advertisement_target(text, title, self.skill_matcher, SKILL_THRESHOLD)

    def rank(
        self, candidates: Sequence[RoleCandidate], target: PathTarget, terms: Terms | None = None
    ) -> Ranking:
        """Return candidates beside a role: evidence for each need, then an order by stated criteria.

        Args:
            candidates: people by pseudonym; ``skillmap.pathways.candidate_of`` makes them.
            target: what the role needs.
            terms: criteria in the order in which they count, and whether trained parts may be used.

        Raises:
            UnknownNameError: a criterion that nobody knows.
        """
        recipe = OUTCOME_TO_OUTCOME
        index = build_index(
            need_targets(target.needs), self.store, reading=recipe.reading, progress=self._progress
        )
        matcher = Matcher(index, self.encoder, recipe)
        table = evidence_table(candidates, target.needs, matcher)
        return rank(target.title, table, matcher.fingerprint, terms)

    def fitting(
        self,
        candidate: RoleCandidate,
        named: Sequence[FitEvidence] = (),
        roles: Sequence[PathTarget] = (),
        terms: FitTerms | None = None,
        modules: Sequence[Module] = (),
    ) -> Fitting:
        """Return the roles of which a profile shows most, and the skills and modules that open more.

        A shortlist for a person. Roles are those given, or every occupation of the taxonomy, whose stated
        relations are then asked by the ids of skills.

        Args:
            candidate: the statements of one person; ``skillmap.pathways.candidate_of`` makes them.
            named: skills that issuers name by address; ``skillmap.pathways.named_skills`` finds them.
            roles: role profiles, modules or programmes; the occupations of the taxonomy where left out.
            terms: how many to show, and from which share of essential needs a role counts as open.
            modules: what could be taken next.

        Raises:
            NotInstalledError: the taxonomy states no skills of occupations.
        """
        if roles:
            table = needs_of_targets(roles, f"{len(roles)} roles")
            recipe = OUTCOME_TO_OUTCOME
            targets = table_targets(table)
            index = build_index(targets, self.store, reading=recipe.reading, progress=self._progress)
            matcher = Matcher(index, self.encoder, recipe)
            brought, taught = needs_shown(candidate, table, matcher), taught_needs(modules, table, matcher)
        else:
            table, matcher = needs_of_taxonomy(self.taxonomy), self.skill_matcher
            brought = skills_shown(candidate, matcher, SKILL_THRESHOLD)
            taught = taught_skills(modules, matcher, SKILL_THRESHOLD)
        found = fitting(table, (*named, *brought.evidence), terms, taught)
        notes = (*found.notes, *brought.notes)
        return replace(found, unread=brought.unread, notes=notes, fingerprint=matcher.fingerprint)

    def crossing(
        self, origin: Taxonomy, kind: CrosswalkKind, *, limit: int = 1, threshold: float | None = None
    ) -> Crossing:
        """Return what matches the concepts of another taxonomy to this one; ``.crosswalk()`` runs it.

        Args:
            origin: the taxonomy whose concepts are matched.
            kind: its occupations, by title and description, or its skills, by name.
            limit: how many matches of a concept to keep.
            threshold: similarity from which one counts; the shipped one of the kind where left out.

        Raises:
            NotInstalledError: one of the two came without occupations.
        """
        is_skills = kind is CrosswalkKind.SKILLS
        shipped = SKILL_THRESHOLD if is_skills else OCCUPATION_THRESHOLD
        matcher = self._name_matcher if is_skills else self._occupation_matcher
        return Crossing(
            concepts_of(origin, kind),
            matcher,
            names_of(concepts_of(self.taxonomy, kind)),
            matcher.hierarchy,
            CrosswalkTerms(shipped if threshold is None else threshold, limit),
            kind,
            f"{origin.name} {origin.version}",
            f"{self.taxonomy.name} {self.taxonomy.version}",
        )

    @cached_property
    def _name_matcher(self) -> Matcher:
        """Names of skills against the taxonomy: nobody asks of a name whether it bears a skill."""
        known = self.skill_matcher
        return Matcher(
            known.index, known.encoder, known.recipe, Learned(None, known.context), known.hierarchy
        )

    @cached_property
    def _occupation_matcher(self) -> Matcher:
        """Occupations against those of the taxonomy: title and description on both sides, as courses have."""
        self._check_language()
        recipe = COURSE_TO_COURSE
        index = build_index(
            occupation_targets(self.taxonomy),
            self.store,
            with_terms=recipe.needs_terms,
            reading=recipe.reading,
            progress=self._progress,
        )
        return Matcher(index, self.encoder, recipe, hierarchy=OccupationHierarchy(self.taxonomy))

    @property
    def _index_folder(self) -> Path:
        name = f"{self.taxonomy.name}-{self.taxonomy.version}-{self.encoder.fingerprint}"
        return cache_root() / "indexes" / name

    def _fingerprint(
        self, credentials: Sequence[Credential], matcher: Matcher, dossier: Dossier | None
    ) -> str:
        sources = (credential.source.sha256 for credential in credentials)
        facts = (__version__, matcher.fingerprint, self.policy.sha256, self.on.isoformat(), *sources)
        if dossier is not None and dossier != Dossier():
            facts += (json.dumps(plain(dossier), sort_keys=True),)
        return hashlib.sha256("\x1f".join(facts).encode()).hexdigest()[:16]


def _language_of(taxonomy: Taxonomy) -> str | None:
    """Return the language that the names of a taxonomy show together, where its file states none."""
    step = max(1, len(taxonomy) // _SAMPLED)
    return detected(" ".join(taxonomy.names_of(row)[0] for row in range(0, len(taxonomy), step)))


class TaxonomyHierarchy:
    """The links of an installed taxonomy, read concept by concept when they are asked for."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._links: dict[str, tuple[Relation, ...]] = {}

    def broader(self, concept: str) -> tuple[str, ...]:
        """Return the parents of a skill or group."""
        return self._targets(concept, (RelationKind.BROADER,))

    def related(self, concept: str) -> tuple[str, ...]:
        """Return the concepts that a skill is linked to otherwise."""
        return self._targets(concept, _LINKED)

    def label(self, concept: str) -> str | None:
        """Return the label of a skill or group."""
        if concept in self._groups:
            return self._groups[concept]
        try:
            return self._taxonomy.get(concept).label
        except UnknownNameError:
            return None

    @cached_property
    def _groups(self) -> dict[str, str]:
        return {group.id: group.label for group in self._taxonomy.groups}

    def _targets(self, concept: str, kinds: Collection[RelationKind]) -> tuple[str, ...]:
        if concept not in self._links:
            self._links[concept] = self._taxonomy.relations_from(concept)
        return tuple(link.target for link in self._links[concept] if link.kind in kinds)


class SkillTargets(Sequence[Target]):
    """The skills of a taxonomy as targets, read when asked for."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy

    def __len__(self) -> int:
        return len(self._taxonomy)

    @overload
    def __getitem__(self, row: int) -> Target: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[Target]: ...

    def __getitem__(self, row: int | slice) -> Target | Sequence[Target]:
        if isinstance(row, slice):
            return [self[place] for place in range(*row.indices(len(self)))]
        skill = self._taxonomy.skill_at(row)
        return Target(skill.id, (skill.label, *skill.alt_labels), skill.description)
