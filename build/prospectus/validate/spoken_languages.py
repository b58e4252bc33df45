"""Checks that people speak the language of the events at which they speak."""

from __future__ import annotations

from collections.abc import Iterator

from prospectus.model.kinds.event import Event, Participant
from prospectus.problems import Message
from prospectus.schedule.timeline import Timeline, TimelineViolation
from prospectus.validate.people_and_places import iter_participants

SPEAKING_ROLES = ("speaker", "moderator")


def check_spoken_languages(timeline: Timeline) -> Iterator[TimelineViolation]:
    """A speaker or moderator must speak a language of the event: its own, or one into which it is interpreted (PR553)."""
    for scheduled in timeline.events:
        for field_path, participant in iter_participants(scheduled.event):
            languages = _list_languages(participant, timeline)
            offered = _list_event_languages(scheduled.event)
            if languages and offered and not _list_bases(languages) & _list_bases(offered):
                came = " / ".join(participant.known_name.as_dict().values())
                yield TimelineViolation(scheduled.key, field_path, "PR553", _describe(came, languages, scheduled.event))


def _describe(came: str, languages: tuple[str, ...], event: Event) -> dict[str, object]:
    spoken = Message(", ".join(languages), "、".join(languages))
    form = Message(
        f"language: {languages[0]}, or subtitles: [{languages[0]}]", f"language: {languages[0]}，或者 subtitles: [{languages[0]}]"
    )
    return {"came": came, "languages": spoken, "language": event.language, "form": form}


def _list_languages(participant: Participant, timeline: Timeline) -> tuple[str, ...]:
    """Return the languages of a participant who speaks at an event; none if they are not known."""
    person = timeline.directory.person(participant.person)
    return person.languages if person is not None and participant.role in SPEAKING_ROLES else ()


def _list_event_languages(event: Event) -> tuple[str, ...]:
    return (event.language, *event.subtitles) if event.language is not None else ()


def _list_bases(languages: tuple[str, ...]) -> set[str]:
    """Return languages without script and region: whoever speaks `zh` reads `zh-hant`."""
    return {language.partition("-")[0] for language in languages}
