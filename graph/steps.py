"""The steps of every flow, made from the open services."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from langgraph.runtime import Runtime

from domain.caller import Caller
from graph.acting import acting
from graph.state import Context, State
from nodes.act import Act
from nodes.amend import Amend
from nodes.capture_selection import CaptureSelection
from nodes.catalog_words import CatalogWords
from nodes.choose import Choose
from nodes.compose import Compose
from nodes.enrich import Enrich
from nodes.follow import Follow
from nodes.hear import Hear
from nodes.hypothesize import Hypothesize
from nodes.learn import Learn
from nodes.offering import Offering
from nodes.personalize import Personalize
from nodes.pick_in_words import PickInWords
from nodes.present import Flow, Present
from nodes.read_sentence import ReadSentence
from nodes.recall import Recall
from nodes.recollect import Recollect
from nodes.respond import Respond
from nodes.search import Search
from nodes.take import Take
from nodes.understand import Understand
from wiring.services import Services

Step = Callable[[Any, Caller], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Steps:
    """Every step, once; routes and graphs share them."""

    services: Services
    learn: Learn
    hear: Hear
    read_sentence: ReadSentence
    understand: Understand
    converse: Understand
    search: Search
    personalize: Personalize
    present_search: Present
    follow: Follow
    compose: Compose
    capture: CaptureSelection
    respond: Respond
    recollect: Recollect
    amend: Amend
    act: Act
    choose: Choose
    take: Take
    pick_in_words: PickInWords

    @classmethod
    def of(cls, services: Services) -> "Steps":
        """Build the steps on open services."""
        s = services
        reached = s.graph_relay.reached
        recall = Recall(s.knowledge, reached, s.profiles, s.pseudonyms)
        compose = Compose(recall, s.personas, s.clock, s.count_tokens)
        recollect = Recollect(s.knowledge, reached, s.profiles, s.pseudonyms, s.clock)
        learn = Learn(s.journal, s.consents, Enrich(s.catalog, s.proposals, s.carts, s.profiles))
        read = _reading(s)
        understand = Understand(s.profiles, s.vagueness, lambda: s.rules.hypotheses().vague_from)
        act = acting(s, learn)
        return cls(
            services=s,
            learn=learn,
            hear=Hear(s.said_in, s.catalog, s.journal, s.consents, s.clock, s.new_id),
            read_sentence=read,
            understand=understand,
            converse=replace(understand, read=read),
            search=Search(s.catalog, s.nearest),
            personalize=_personalize(s),
            present_search=Present("search", s.journal, s.consents, None, s.clock, s.new_id),
            follow=Follow(s.profiles),
            compose=compose,
            capture=_capture(s, compose),
            respond=Respond(),
            recollect=recollect,
            amend=Amend(recollect, s.journal, s.catalog, s.clock, s.new_id),
            act=act,
            choose=Choose(act),
            take=Take(act),
            pick_in_words=PickInWords(),
        )

    def hypothesize(self, *, shopping: bool) -> Hypothesize:
        """Return the step that reads a request, with or without a catalogue behind it."""
        s = self.services
        catalog = s.catalog if shopping else None
        return Hypothesize(
            s.hypothesizer,
            s.fallback,
            catalog,
            s.profiles,
            s.carts,
            s.rules.signals,
            s.clock,
            s.calibrations,
            s.settings.slm_seconds,
        )

    def present(self, flow: Flow) -> Present:
        """Return the step that shows a proposal on a thread, which then waits for the answer."""
        s = self.services
        return Present(flow, s.journal, s.consents, s.executions, s.clock, s.new_id)

    def offering(self) -> Offering:
        """Return the step that shows a proposal whose pick may be waited for by an act."""
        return Offering(self.present("shopping"))

    def for_caller(self, step: Step) -> "ForCaller":
        """Return a step as a graph calls it."""
        return ForCaller(step)


def _personalize(s: Services) -> Personalize:
    return Personalize(
        s.profiles,
        s.consents,
        s.popularity,
        s.rules.strategies,
        s.rules.signals,
        s.clock,
        s.settings.enable_personalization,
    )


def _reading(s: Services) -> ReadSentence:
    language, words = s.language, CatalogWords(s.catalog)
    return ReadSentence(
        language.understander, language.rules, words, s.catalog, s.carts, s.settings.slm_seconds
    )


def _capture(s: Services, compose: Compose) -> CaptureSelection:
    return CaptureSelection(
        compose,
        s.journal,
        s.profiles,
        s.personas,
        s.consents,
        s.executions,
        s.clock,
        s.settings.enable_training_data_collection,
    )


@dataclass(frozen=True, slots=True)
class ForCaller:
    """Gives a step its caller from the run's context, which no checkpoint holds."""

    step: Step

    async def __call__(self, state: State, *, runtime: Runtime[Context]) -> Any:
        """Run the step for the person the run is for."""
        context = runtime.context
        return await self.step(state, Caller(context["user_id"], context.get("session_id")))
