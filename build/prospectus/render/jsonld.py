"""Describes the subject of a page with the vocabulary of schema.org, as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from prospectus.derive.tongues import Foreign
from prospectus.derive.view import PageView, View


def jsonld(page: PageView) -> Markup:
    """Return the JSON-LD of a page, escaped for a script element."""
    about = ABOUT.get(page.template)
    graph = [_page(page), *([_crumbs(page)] if page.crumbs else []), *([about(page)] if about else [])]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704  (`<` is escaped)


def _page(page: PageView) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "WebSite" if not page.crumbs and page.template == "home.html" else "WebPage",
        "@id": page.canonical,
        "url": page.canonical,
        "name": str.__str__(page.title),
        "description": str.__str__(page.description),
        "inLanguage": page.site.tag,
        "isAccessibleForFree": True,
    }
    if page.updated:
        described["dateModified"] = page.updated
    cited = [str.__str__(source.title) for source in page.sources]
    return described | ({"citation": cited} if cited else {})


def _crumbs(page: PageView) -> dict[str, Any]:
    items = [
        {"@type": "ListItem", "position": place, "name": str.__str__(crumb.title), "item": page.site.url + crumb.href}
        for place, crumb in enumerate(page.crumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _path(page: PageView) -> dict[str, Any]:
    """Return the Course of a learning path, with its lessons as parts."""
    path = page.body.record
    return {
        "@type": "Course",
        "@id": f"{page.canonical}#course",
        "url": page.canonical,
        "name": str.__str__(page.title),
        "description": str.__str__(path.outcome),
        "inLanguage": page.site.tag,
        "timeRequired": f"PT{path.minutes}M",
        "audience": {"@type": "EducationalAudience", "audienceType": str.__str__(path.audience.title)},
        "hasPart": [_lesson(page, lesson) for lesson in path.lessons],
    }


def _lesson(page: PageView, lesson: View) -> dict[str, Any]:
    return {
        "@type": "LearningResource",
        "name": str.__str__(lesson.title),
        "url": page.site.url + lesson.href,
        "timeRequired": f"PT{lesson.minutes}M",
        "educationalLevel": page.site.t(f"level.{lesson.level}"),
    }


def _learning(page: PageView) -> dict[str, Any]:
    """Return the LearningResource of a lesson, with its quiz as a part. Questions that are not in the language of the page are left out."""
    lesson = page.body.record
    asked = [_question(page, each) for each in lesson.quiz if not isinstance(each.prompt, Foreign)]
    return _lesson(page, lesson) | {
        "@id": f"{page.canonical}#lesson",
        "inLanguage": page.site.tag,
        "learningResourceType": "lesson",
        "teaches": [str.__str__(each) for each in lesson.objectives],
        "audience": [{"@type": "EducationalAudience", "audienceType": str.__str__(each.title)} for each in lesson.audiences],
        "competencyRequired": [str.__str__(each.title) for each in lesson.prerequisites],
        "hasPart": {"@type": "Quiz", "@id": f"{page.canonical}#lesson-quiz", "inLanguage": page.site.tag, "hasPart": asked},
    }


def _question(page: PageView, question: View) -> dict[str, Any]:
    right = [choice for choice in question.choices if choice.right]
    return {
        "@type": "Question",
        "@id": f"{page.canonical}#question-{question.id}",
        "eduQuestionType": "Multiple choice" if len(right) == 1 else "Checkbox",
        "text": str.__str__(question.prompt),
        "suggestedAnswer": [_answer(choice) for choice in question.choices if not choice.right],
        "acceptedAnswer": [
            _answer(choice) | {"answerExplanation": {"@type": "Comment", "text": str.__str__(question.explanation)}} for choice in right
        ],
    }


def _answer(choice: View) -> dict[str, Any]:
    comment = {"comment": {"@type": "Comment", "text": str.__str__(choice.why)}} if choice.why else {}
    return {"@type": "Answer", "text": str.__str__(choice.text)} | comment


def _faq(page: PageView) -> dict[str, Any]:
    """Return the FAQPage of a list of questions. Only questions in the language of the page are included."""
    asked = [each for group in page.body.groups for each in group.records if not isinstance(each.title, Foreign)]
    return {
        "@type": "FAQPage",
        "@id": f"{page.canonical}#questions",
        "inLanguage": page.site.tag,
        "mainEntity": [
            {
                "@type": "Question",
                "@id": f"{page.canonical}#{each.id}",
                "name": str.__str__(each.title),
                "acceptedAnswer": {"@type": "Answer", "text": str.__str__(each.answer)},
            }
            for each in asked
            if not isinstance(each.answer, Foreign)
        ],
    }


def _term(page: PageView) -> dict[str, Any]:
    term = page.body.record
    described = {
        "@type": "DefinedTerm",
        "@id": f"{page.canonical}#term",
        "url": page.canonical,
        "name": str.__str__(term.title),
        "alternateName": [str.__str__(words) for _, words in term.others],
        "termCode": term.id,
        "inLanguage": page.site.tag,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "name": page.crumbs[1].title, "url": page.site.url + page.crumbs[1].href},
    }
    text = term.summary or term.note
    return described | ({"description": str.__str__(text)} if text else {})


def _shelf(page: PageView) -> dict[str, Any]:
    """Return the ItemList of the books, each with its file in the language of the page."""
    books = [book for group in page.body.groups for book in group.records]
    return {
        "@type": "ItemList",
        "@id": f"{page.canonical}#books",
        "itemListElement": [{"@type": "ListItem", "position": place, "item": _book(page, book)} for place, book in enumerate(books, 1)],
    }


def _book(page: PageView, book: View) -> dict[str, Any]:
    url = page.site.url + book.file.href
    described: dict[str, Any] = {
        "@type": "Book",
        "@id": url,
        "name": str.__str__(book.title),
        "inLanguage": page.site.tag,
        "bookFormat": "https://schema.org/EBook",
        "isAccessibleForFree": True,
        "encoding": {"@type": "MediaObject", "contentUrl": url, "encodingFormat": "application/epub+zip", "contentSize": book.file.size},
    }
    if book.updated:
        described["dateModified"] = book.updated.iso
    return described | ({"description": str.__str__(book.summary)} if book.summary else {})


def _event(page: PageView) -> dict[str, Any]:
    """Return the Event of an event page. Its dates are as precise as they are known. A bulletin is a PublicationEvent."""
    k = page.body.record
    described: dict[str, Any] = {
        "@type": TYPES.get(k.type, "Event"),
        "@id": f"{page.canonical}#event",
        "url": page.canonical,
        "name": str.__str__(page.title),
        "startDate": k.at.start if k.when.exact else k.when.first.iso,
        "eventStatus": f"https://schema.org/{STATUSES.get(k.state, 'EventScheduled')}",
        "isAccessibleForFree": True,
    }
    ends = k.at.end if k.when.ends else k.when.last.iso if k.when.last else None
    told = {
        "description": _plain(k.summary or k.description),
        "endDate": ends,
        "previousStartDate": k.moved_iso,
        "eventAttendanceMode": ATTENDANCE.get(k.format),
        "location": _places(page, k),
        "performer": [_person(person) for person in k.people if person.role != "moderator"],
        "inLanguage": k.language,
        "audience": [{"@type": "Audience", "audienceType": str.__str__(each.title)} for each in k.audiences],
        "superEvent": k.series and {"@type": "EventSeries", "name": str.__str__(k.series.title), "url": page.site.url + k.series.href},
        "recordedIn": _recording(page, k) if k.replayed else None,
    }
    return described | {name: value for name, value in told.items() if value}


def _places(page: PageView, event: View) -> list[dict[str, Any]]:
    """Return the locations of an event: a Place, a VirtualLocation, both or neither."""
    there = {"@type": "Place", "name": str.__str__(event.place), "address": str.__str__(event.place)} if event.place else None
    over = {"@type": "VirtualLocation", "url": (event.channel and event.channel.url) or page.canonical}
    online = event.format in ("live", "recorded", "hybrid") or (event.format is None and event.channel)
    return [each for each in (there, over if online else None) if each is not None]


def _person(person: View) -> dict[str, Any]:
    of = {"affiliation": {"@type": "Organization", "name": str.__str__(person.affiliation)}} if person.affiliation else {}
    return {"@type": "Person", "name": str.__str__(person.name)} | of


def _recording(page: PageView, event: View) -> dict[str, Any]:
    replay = event.replay
    described = {
        "@type": "VideoObject",
        "name": str.__str__(page.title),
        "url": replay.url,
        "inLanguage": replay.language or event.language,
    }
    length = {"duration": f"PT{replay.minutes}M"} if replay.minutes else {}
    return {name: value for name, value in (described | length).items() if value}


def _plain(words: str | None) -> str | None:
    return str.__str__(words) if words else None


TYPES = {"talk": "EducationEvent", "training": "EducationEvent", "lecture": "EducationEvent", "bulletin": "PublicationEvent"}
"""The schema.org type of each event type; all others are of type Event."""
STATUSES = {"moved": "EventRescheduled", "cancelled": "EventCancelled"}
ATTENDANCE = {
    name: f"https://schema.org/{mode}EventAttendanceMode"
    for name, mode in (("live", "Online"), ("recorded", "Online"), ("in-person", "Offline"), ("hybrid", "Mixed"))
}
"""The attendance mode by format; documents have none."""

ABOUT: dict[str, Callable[[PageView], dict[str, Any]]] = {
    "event.html": _event,
    "talk.html": _event,
    "faq-list.html": _faq,
    "library.html": _shelf,
    "lesson.html": _learning,
    "path.html": _path,
    "term.html": _term,
}
"""The function that describes the subject of a page, by page template."""
