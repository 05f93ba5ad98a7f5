"""The wiring: which taxonomy, encoder and policy, and the verbs over them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from skillmap import __version__
from skillmap.domain import (
    Advice,
    Credential,
    CrosswalkKind,
    Document,
    EvidenceSheet,
    Finding,
    FitEvidence,
    Fitting,
    Gap,
    Module,
    Objective,
    OfferFacts,
    PathTarget,
    Pathway,
    PlanLimits,
    Portfolio,
    Profile,
    Programme,
    Ranking,
    RoleCandidate,
    SkillComparison,
    SkillNeed,
    Statement,
    StatementMatches,
)
from skillmap.errors import LanguageError, NotInstalledError, UnknownNameError
from skillmap.json_values import plain
from skillmap.matching import (
    COURSE_TO_COURSE,
    OUTCOME_TO_OUTCOME,
    STATEMENT_TO_SKILL,
    STATEMENT_TO_SKILL_IN_CONTEXT,
    Confidence,
    ContextModel,
    Costs,
    Encoder,
    Learned,
    Matcher,
    Progress,
    Recipe,
    RememberingEncoder,
    Startable,
    StoringEncoder,
    VectorStore,
    bearing_of,
    build_index,
    by_cost,
    confidence_of,
    context_of,
    load_index,
    make_encoder,
    nearest_kept,
    recipe_fingerprint,
    reranker_of,
    save_index,
)
from skillmap.pathways import (
    NEAREST,
    OCCUPATION_THRESHOLD,
    SHOWN,
    Bringing,
    Crossing,
    CrosswalkTerms,
    FitTerms,
    OccupationHierarchy,
    Offered,
    SkillNeedMatcher,
    SkillReading,
    Terms,
    advertisement_target,
    concepts_of,
    evidence_table,
    fitting,
    gap_of,
    likeness_of,
    names_of,
    need_targets,
    needs_of_targets,
    needs_of_taxonomy,
    needs_shown,
    occupation_target,
    occupation_targets,
    offers_of,
    plan,
    rank,
    said_by,
    side_by_side,
    skills_shown,
    table_targets,
    taught_needs,
    taught_skills,
    with_facts,
)
from skillmap.profile import build_profile
from skillmap.recognition import (
    Dossier,
    Nearness,
    Policy,
    appeal_of,
    bound_of,
    compare,
    consider,
    course_statement,
    decided_by,
    decided_cases,
    evidence_sheets,
    load_policy,
    module_targets,
    outcome_targets,
    placed_in,
    standings,
    suggest_all,
    thresholds_of,
    with_stated_units,
)
from skillmap.resources import cache_root
from skillmap.taxonomy import Taxonomy
from skillmap.taxonomy_targets import SkillTargets, TaxonomyHierarchy, language_of

SKILL_THRESHOLD = 0.45
"""Similarity from which the best skill counts as a match.

Chosen on the validation sentences of TECH and HOUSE: of the 88 whose first skill is a labelled one, 86 lie
above it (78 of 80 without the model ``context``). It opens a shortlist for a person and is no verdict;
statements without a skill are stopped by the model ``bearing``.
"""
RERANKED_THRESHOLD = 0.55
"""The same with the re-ranker, whose scale is its own: of the judged sentences of vacancies whose first skill
is a right one 98 of 100 lie above it, and 92 of 93 such validation sentences.
"""


FITTED_TAXONOMY = "esco"
"""The taxonomy whose skills the confidence of statements was fitted on."""


class Engine:
    """Everything needed to answer: a taxonomy, an encoder, a policy and a date.

    Nothing is loaded before it is needed.
    """

    reranks = True
    """False leaves the order of skills to the scorers alone; set it before the first question."""

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
        """Begin to load the models while other work goes on, where they can; the first question waits.

        Raises:
            NotInstalledError: its model is not in the cache.
        """
        if isinstance(self._bare_encoder, Startable):
            self._bare_encoder.start()
        if self._context is not None:
            self._context.start()

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
    def _context(self) -> ContextModel | None:
        return context_of(self._bare_encoder)

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
        context = self._context
        recipe = STATEMENT_TO_SKILL if context is None else STATEMENT_TO_SKILL_IN_CONTEXT
        reranker = reranker_of(self.encoder, context) if self.reranks else None
        learned = Learned(bearing_of(self.encoder), context, reranker)
        if self.taxonomy.name == FITTED_TAXONOMY:
            learned = self._sure("statement-to-skill", recipe, learned)
        else:
            said = f"the confidence was fitted for {FITTED_TAXONOMY}, not for {self.taxonomy.name}"
            learned = replace(learned, confidence=Confidence(None, said))
        hierarchy = TaxonomyHierarchy(self.taxonomy) if self.taxonomy.has_relations else None
        matcher = Matcher(index, self.encoder, recipe, learned, hierarchy)
        matcher.read_mentions(self._progress)
        return matcher

    @property
    def _threshold(self) -> float:
        return SKILL_THRESHOLD if self.skill_matcher.reranker is None else RERANKED_THRESHOLD

    def _check_language(self) -> None:
        """Raise LanguageError before hours are spent on names that the encoder cannot read."""
        language = self.taxonomy.language.lower().partition("-")[0] or language_of(self.taxonomy)
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
        return Matcher(index, self.encoder, recipe, self._sure("outcome-to-outcome", recipe))

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
        return Matcher(index, self.encoder, recipe, self._sure("credential-to-module", recipe))

    def _sure(self, task: str, recipe: Recipe, learned: Learned | None = None) -> Learned:
        """Add what is known of how often a person agrees, for this recipe and encoder."""
        learned = learned or Learned()
        fitted_for = recipe_fingerprint(recipe, self.encoder, learned.fingerprints)
        return replace(learned, confidence=confidence_of(task, fitted_for))

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

    def match(
        self, statements: Sequence[Statement], *, limit: int = 10, costs: Costs | None = None
    ) -> tuple[StatementMatches, ...]:
        """Return the skills that each statement speaks of, best first.

        Args:
            statements: texts with an id and, where known, a language.
            limit: how many candidates to return for each.
            costs: of a wrong suggestion, a missed one and a review: where a confidence is known, the state
                is then the one that costs least.
        """
        found = self.skill_matcher.match(statements, limit=limit, threshold=self._threshold)
        return found if costs is None else tuple(by_cost(result, costs) for result in found)

    def profile(self, credentials: Sequence[Credential]) -> Profile:
        """Return the skills that credentials support: asserted by the issuer, or inferred from outcomes."""
        return build_profile(credentials, self.taxonomy, self.skill_matcher, threshold=self._threshold)

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
        programme, placed = with_stated_units(programme, self.policy, self.on)
        matcher = self.outcome_matcher(programme)
        cover = compare(brought, programme, matcher, thresholds_of(self.policy, self.on))
        application = consider(cover, self.policy, self.on, self._with_decided(dossier, matcher))
        suggested = suggest_all(application)
        unplaced = placed_in(dossier.portfolio, programme)[1] if dossier is not None else ()
        return Advice(
            programme=programme,
            recommendations=suggested.recommendations,
            standings=standings(application, suggested.recommendations, suggested.general),
            findings=(*findings, *placed, *unplaced, *cover.findings),
            policy=f"{self.policy.name} {self.policy.version}",
            policy_status=self.policy.status,
            on=self.on,
            fingerprint=self._fingerprint(brought, matcher, dossier),
            profile=profile,
            general=suggested.general,
            caps=suggested.caps,
            best_proven=suggested.best_proven,
            bound=bound_of(self.policy, self.on, application.dossier.decided),
            appeal=appeal_of(self.policy, self.on),
        )

    def _with_decided(self, dossier: Dossier | None, matcher: Matcher) -> Dossier:
        """Return a dossier with decided cases: those given, else those that ship with skillmap."""
        known = dossier or Dossier()
        own = known.decided or decided_by((), known.precedents)
        return replace(known, decided=own or decided_cases("award", matcher.recipe_fingerprint))

    def occupation_target(self, name: str) -> PathTarget:
        """Return what an occupation of the taxonomy needs; stated skills, or inferred ones marked so.

        Raises:
            NotInstalledError: the taxonomy came without occupations.
            UnknownNameError: no occupation has that name, code or URI.
        """
        return occupation_target(self.taxonomy, name, self.skill_matcher, self._threshold)

    def advertisement_target(self, text: str, title: str) -> PathTarget:
        """Return what a job advertisement asks for: skills inferred from its text."""
        return advertisement_target(text, title, self.skill_matcher, self._threshold)

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
        matcher = self.need_matcher(target.needs)
        table = evidence_table(candidates, target.needs, matcher)
        return rank(target.title, table, matcher.fingerprint, terms)

    def need_matcher(self, needs: Sequence[SkillNeed]) -> Matcher:
        """Return a matcher of outcomes and claims over the needs of a target."""
        recipe = OUTCOME_TO_OUTCOME
        index = build_index(need_targets(needs), self.store, reading=recipe.reading, progress=self._progress)
        # A need is put as an outcome is; the confidence was fitted on outcomes.
        learned = self._sure("outcome-to-outcome", recipe)
        skills = frozenset(need.id for need in needs if self._is_skill(need.id))
        if not skills:
            return Matcher(index, self.encoder, recipe, learned)
        asked = partial(self.skill_matcher.nearest, limit=NEAREST)
        matcher = SkillNeedMatcher(index, self.encoder, recipe, learned, asked)
        matcher.skills = skills
        return matcher

    def gap(
        self,
        candidate: RoleCandidate,
        target: PathTarget,
        credentials: Sequence[Credential] = (),
        setting: Bringing | None = None,
    ) -> Gap:
        """Return what a person has, partly has and lacks of what a target needs.

        Args:
            candidate: their statements; ``skillmap.pathways.candidate_of`` makes them.
            target: what is aimed at.
            credentials: theirs; needed for levels, dates, hours and the relations of a taxonomy.
            setting: checks of the credentials, and whether old evidence counts in full.
        """
        asked = setting or Bringing(on=self.on)
        table = evidence_table([candidate], target.needs, self.need_matcher(target.needs))
        brought = replace(asked, credentials=tuple(credentials), evidence=table[0])
        if credentials and any(self._is_skill(need.id) for need in target.needs):
            hierarchy = TaxonomyHierarchy(self.taxonomy) if self.taxonomy.has_relations else None
            brought = replace(brought, profile=self.profile(credentials), hierarchy=hierarchy)
        return gap_of(target, brought)

    def _is_skill(self, id: str) -> bool:
        if ":" not in id:  # no URI, so the taxonomy need not be there
            return False
        try:
            self.taxonomy.get(id)
        except (UnknownNameError, NotInstalledError):
            return False
        return True

    def offers(
        self,
        needs: Sequence[SkillNeed],
        catalogues: Sequence[Document | Programme],
        facts: Sequence[OfferFacts] = (),
    ) -> Offered:
        """Return the modules and credentials of catalogues with the needs that each teaches.

        Raises:
            UnknownNameError: a fact is on something that is not on offer.
        """
        matcher = self.need_matcher(needs)
        if isinstance(matcher, SkillNeedMatcher):
            matcher.asks_from = SHOWN  # an offer that shows a part teaches nothing, so there is less to ask
            # What a catalogue says is kept, what a person says is not.
            matcher.encoder = StoringEncoder(self._bare_encoder, self.store)
            matcher.nearest_skills = partial(nearest_kept, self.skill_matcher, NEAREST, self._index_folder)
        found = offers_of(catalogues, needs, matcher)
        return replace(found, offers=with_facts(found.offers, facts))

    def pathway(
        self,
        gap: Gap,
        offered: Offered,
        limits: PlanLimits | None = None,
        by: Objective = Objective.CHEAPEST,
    ) -> Pathway:
        """Return the best legal set of offers that closes a gap, term by term; a suggestion."""
        found = plan(gap.open_needs, offered.offers, limits, by=by)
        return replace(found, notes=(*offered.notes, *found.notes))

    def compare_skills(self, *things: Credential | Module | Programme | PathTarget) -> SkillComparison:
        """Return what two or three badges, modules, programmes or roles share, and what is in one alone.

        Beside a programme, the others are placed in it: which modules are about the same skills.

        Raises:
            ValueError: fewer than two or more than three.
        """
        hierarchy = TaxonomyHierarchy(self.taxonomy) if self.taxonomy.has_relations else None
        return side_by_side(
            things, SkillReading(self.skill_matcher, self._threshold, hierarchy, self._near_modules)
        )

    def _near_modules(self, course: Credential | Module, programme: Programme) -> dict[str, float]:
        (found,) = self.nearest_modules([course], programme)
        return {match.target_id: match.similarity for match in found.candidates}

    def fitting(
        self,
        candidate: RoleCandidate,
        named: Sequence[FitEvidence] = (),
        roles: Sequence[PathTarget] = (),
        terms: FitTerms | None = None,
        modules: Sequence[Module] = (),
    ) -> Fitting:
        """Return the roles that come nearest to a profile, and the skills and modules that open more.

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
            brought = skills_shown(candidate, matcher, self._threshold)
            taught = taught_skills(modules, matcher, self._threshold)
        said = said_by(candidate, named, brought)
        alike = likeness_of(table, said, self.encoder.encode, self.store.vectors_of)
        found = fitting(table, (*named, *brought.evidence), terms, taught, alike)
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
