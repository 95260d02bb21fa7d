"""What the engine looks up again and again, worked out once for each configuration of the centre.

Who can serve what, which levers hold for whom, and the business hours. `Roster` is built anew whenever the
centre or the running timetables change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from msgspec import structs

from dispatcher.centre import WHOLE, Agent, Centre, Channel, Levers, Policy, Queue, Terms
from dispatcher.engine.blending import Measures
from dispatcher.engine.contact import ContactState
from dispatcher.engine.interruption import interrupts_after
from dispatcher.hours import ALWAYS, Hours
from dispatcher.vocabulary import (
    AgentId,
    CalendarId,
    CategoryId,
    ChannelId,
    QueueId,
    Skill,
    Span,
    Tier,
    TimetableId,
    Urgency,
)

ANYBODY: Final = Skill("")
"""The skill that everybody has: the anchor of what asks for none."""

NeedKey = tuple[QueueId, int, str, CategoryId | None]


def language(name: str) -> Skill:
    """A language as a skill; no configured skill has a colon in its name."""
    return Skill(f"language:{name}")


@dataclass(slots=True, frozen=True, eq=False)
class Need:
    """What a contact asks for: its queue, its ring's and its category's skills, its language if that counts.

    `agents` are those who have it all, and take contacts of the channel. `anchor` is the skill asked for that
    fewest agents have.
    """

    queue: Queue
    channel: Channel
    skills: dict[Skill, int]
    agents: frozenset[AgentId]
    anchor: Skill
    category: CategoryId | None


class Roster:
    """Skills, levers and hours of one centre, turned into lookups.

    `channels` are those that any queue has, `written_channels` those on which nobody waits on the line.
    `uses_reserve` says that a reserve holds for anybody now, `rests` that a breather or a ramp does.
    """

    # Nothing here is a cached property: one of those makes every other attribute dearer to look up.

    def __init__(self, centre: Centre, running: frozenset[TimetableId]) -> None:
        self.centre = centre
        self.skills = {name: _skills_of(centre.agents[name]) for name in sorted(centre.agents)}
        self._having: dict[Skill, dict[AgentId, int]] = {}
        for name, skills in self.skills.items():
            for skill, level in skills.items():
                self._having.setdefault(skill, {})[name] = level
        self._needs: dict[NeedKey, Need] = {}
        self._terms: dict[tuple[QueueId, Tier | None, CategoryId | None], Terms] = {}
        self._running = [centre.timetables[name] for name in sorted(running)]
        every, queues = centre.channels, centre.queues.values()
        used = {queue.channel for queue in queues}
        self.channels = tuple(channel for name, channel in every.items() if name in used)
        self.written_channels = frozenset(name for name, channel in every.items() if not channel.live)
        self._written = tuple(queue.id for queue in queues if not every[queue.channel].live)
        self.uses_reserve = any(levers.reserve for levers in self._all_levers())
        self.rests = any(levers.breather or levers.ramp for levers in self._all_levers())
        self._keys: dict[AgentId, object] = {}
        self._policies: dict[tuple[object, QueueId | None], Policy] = {}
        self._patience: dict[tuple[QueueId, Urgency], Span] = {}
        self._least: dict[object, Policy] = {}
        self._spans: dict[tuple[object, str], frozenset[Span]] = {}
        self._measures: dict[AgentId, Measures] = {}
        self._same_measures: dict[object, Measures] = {}
        self._calls: dict[AgentId, tuple[Need, ...]] = {}
        self._live: tuple[Need, ...] | None = None
        self._hours: dict[QueueId, Hours] = {}
        self._calendars: dict[CalendarId, Hours] = {}

    # --- who can serve what -----------------------------------------------------------------------------

    def terms(self, queue: QueueId, tier: Tier | None, category: CategoryId | None) -> Terms:
        """See `Queue.terms`."""
        found = self._terms.get((queue, tier, category))
        if found is None:
            about = self.centre.categories.get(category) if category is not None else None
            found = self._terms[queue, tier, category] = self.centre.queues[queue].terms(tier, about)
        return found

    def need(self, contact: ContactState) -> Need:
        """What this contact asks for now."""
        spoken = contact.language
        if spoken and not self.centre.queues[contact.queue].match_language:
            spoken = ""
        key = (contact.queue, contact.ring, spoken, contact.category)
        found = self._needs.get(key)
        return found if found is not None else self._work_out(key)

    def _work_out(self, key: NeedKey) -> Need:
        name, ring, spoken, category = key
        queue = self.centre.queues[name]
        stage = queue.rings[min(ring, len(queue.rings)) - 1] if ring and queue.rings else None
        skills = _both(queue.skills if stage is None else stage.skills, self._skills_for(category))
        any_language = not spoken or (stage is not None and stage.any_language)
        asked = skills if any_language else skills | {language(spoken): 1}
        need = self._need(queue, asked, category)
        if not need.agents and not any_language:
            # A language that nobody speaks who could help would leave its customers waiting for ever.
            need = self._need(queue, skills, category)
        self._needs[key] = need
        return need

    def _skills_for(self, category: CategoryId | None) -> dict[Skill, int]:
        about = self.centre.categories.get(category) if category is not None else None
        return about.skills if about is not None else {}

    def _need(self, queue: Queue, skills: dict[Skill, int], category: CategoryId | None) -> Need:
        anchor = min(skills, key=lambda skill: (len(self._having.get(skill, ())), skill), default=ANYBODY)
        channel = self.centre.channels[queue.channel]
        agents = frozenset(
            agent
            for agent in self.having(anchor)
            if _has_all(self.skills[agent], skills) and self.cap(agent, channel.id)
        )
        return Need(queue, channel, skills, agents, anchor, category)

    def having(self, skill: Skill) -> Iterable[AgentId]:
        """The agents with this skill, by id."""
        return self._having.get(skill, {}) if skill else self.skills

    def calls_of(self, agent: AgentId) -> tuple[Need, ...]:
        """What live queues ask for at first, where she has it."""
        found = self._calls.get(agent)
        if found is None:
            found = self._calls[agent] = tuple(n for n in self._live_needs() if agent in n.agents)
        return found

    def _live_needs(self) -> tuple[Need, ...]:
        if self._live is None:
            live = (q.id for q in self.centre.queues.values() if self.centre.channels[q.channel].live)
            needs = (self._needs.get((q, 0, "", None)) or self._work_out((q, 0, "", None)) for q in live)
            self._live = tuple(needs)
        return self._live

    def proficiency(self, need: Need, agent: AgentId) -> int:
        """How good she is at what is asked for, all skills taken together."""
        has = self.skills[agent]
        return sum(has.get(skill, 0) for skill in need.skills)

    # --- which levers hold ------------------------------------------------------------------------------

    def policy(self, agent: AgentId | None, queue: QueueId | None) -> Policy:
        """The levers for this agent and this queue: her own, else her team's, the queue's, the centre's."""
        key = (self._own_key(agent) if agent is not None else None, queue)
        found = self._policies.get(key)
        if found is None:
            who = self.centre.agents[agent] if agent is not None else None
            found = self._policies[key] = _nearest(self._said(who, queue))
        return found

    def patience(self, queue: QueueId, urgency: Urgency) -> Span:
        """How long a call of this urgency waits here before it may interrupt."""
        found = self._patience.get((queue, urgency))
        if found is None:
            found = interrupts_after(urgency, self.centre.queues[queue], self.policy(None, queue))
            self._patience[queue, urgency] = found
        return found

    def _own_key(self, agent: AgentId) -> object:
        """What tells her levers from those of others: herself if she has any of her own, else her team."""
        key = self._keys.get(agent)
        if key is None:
            who = self.centre.agents[agent]
            own = who.levers != Levers() or any(agent in one.agents for one in self._running)
            key = self._keys[agent] = ("agent", agent) if own else ("team", who.team)
        return key

    def _said(self, agent: Agent | None, queue: QueueId | None) -> Iterator[Levers]:
        """What is said for them, nearest first; a running timetable comes before what its scope says."""
        centre = self.centre
        running = list(reversed(self._running))
        if agent is not None:
            yield from (one.levers for one in running if agent.id in one.agents)
            yield agent.levers
            yield from (one.levers for one in running if agent.team in one.teams)
            yield centre.teams[agent.team].levers
        if queue is not None:
            yield from (one.levers for one in running if queue in one.queues)
            yield centre.queues[queue].levers
        yield from (one.levers for one in running if one.for_centre)
        yield centre.levers

    def measures(self, agent: AgentId) -> Measures:
        """How much she can take; one object for all whose levers are the same."""
        found = self._measures.get(agent)
        if found is None:
            own = self._own_key(agent)
            found = self._same_measures.get(own) or self._measure(agent)
            self._measures[agent] = self._same_measures[own] = found
        return found

    def _measure(self, agent: AgentId) -> Measures:
        channels = self.centre.channels.values()
        caps = {channel.id: self._cap(agent, channel) for channel in channels}
        spares = {channel.id: channel.spare_under(caps[channel.id]) for channel in channels}
        used = (channel.id for channel in self.channels)
        return Measures(
            caps=caps,
            shares={channel.id: channel.share_under(caps[channel.id]) for channel in channels},
            spares=spares,
            rooms={name: 0 for name in used if caps[name] and spares[name] <= WHOLE},
        )

    def _cap(self, agent: AgentId, channel: Channel) -> int:
        said = (one.caps.get(channel.id) for one in self._said(self.centre.agents[agent], None))
        return next((cap for cap in said if cap is not None), channel.cap)

    def cap(self, agent: AgentId, channel: ChannelId) -> int:
        """How many contacts of this channel she may have at once."""
        return self.measures(agent).caps[channel]

    def spans(self, agent: AgentId, lever: str) -> frozenset[Span]:
        """The different lengths above 0 that this lever has for her, over all queues of written work."""
        own = self._own_key(agent)
        found = self._spans.get((own, lever))
        if found is None:
            said = (getattr(self.policy(agent, queue), lever) for queue in self._written)
            found = self._spans[own, lever] = frozenset(span for span in said if span)
        return found

    def least(self, agent: AgentId) -> Policy:
        """The least breather and reserve that any queue of written work has for her."""
        own = self._own_key(agent)
        found = self._least.get(own)
        if found is None:
            said = [self.policy(agent, queue) for queue in self._written] or [Policy()]
            found = self._least[own] = Policy(
                breather=min(one.breather for one in said), reserve=min(one.reserve for one in said)
            )
        return found

    def most_written(self, agent: AgentId) -> int:
        """How many written contacts she may have at once, by all her caps."""
        channels = self.centre.channels.values()
        return sum(self.cap(agent, channel.id) for channel in channels if not channel.live)

    def _all_levers(self) -> Iterator[Levers]:
        centre = self.centre
        yield centre.levers
        yield from (agent.levers for agent in centre.agents.values())
        yield from (team.levers for team in centre.teams.values())
        yield from (queue.levers for queue in centre.queues.values())
        yield from (one.levers for one in self._running)

    # --- hours ------------------------------------------------------------------------------------------

    def hours(self, queue: QueueId) -> Hours:
        """When promises of this queue run."""
        found = self._hours.get(queue)
        if found is None:
            name = self.centre.queues[queue].hours
            found = self._hours[queue] = ALWAYS if name is None else self.calendar(name)
        return found

    def calendar(self, name: CalendarId) -> Hours:
        """The calendar of this name, ready for questions."""
        found = self._calendars.get(name)
        if found is None:
            found = self._calendars[name] = Hours(self.centre.calendars[name])
        return found


def _both(one: dict[Skill, int], other: dict[Skill, int]) -> dict[Skill, int]:
    """All that either asks for, of each the most."""
    return one | {skill: max(level, one.get(skill, 0)) for skill, level in other.items()}


def _skills_of(agent: Agent) -> dict[Skill, int]:
    return agent.skills | {language(name): 1 for name in agent.languages}


def _has_all(has: dict[Skill, int], asked: dict[Skill, int]) -> bool:
    return all(has.get(skill, 0) >= level for skill, level in asked.items())


def _nearest(said: Iterator[Levers]) -> Policy:
    levers = list(said)
    found = {
        field.encode_name: next(
            (value for one in levers if (value := getattr(one, field.encode_name)) is not None), None
        )
        for field in structs.fields(Policy)
    }
    return Policy(**{name: value for name, value in found.items() if value is not None})
