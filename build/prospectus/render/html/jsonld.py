"""Describes the subject of a page with the vocabulary of schema.org, as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from prospectus.text.rich_text import is_in_other_language
from prospectus.views.page import PageView
from prospectus.views.view import View


def build_jsonld(page: PageView) -> Markup:
    """Return the JSON-LD of a page, escaped for a script element."""
    describe = DESCRIBERS.get(page.template)
    subject = describe(page) if describe else None
    graph = [_describe_page(page), *([_describe_breadcrumbs(page)] if page.crumbs else []), *([subject] if subject else [])]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704  (`<` is escaped)


def _describe_page(page: PageView) -> dict[str, Any]:
    node: dict[str, Any] = {
        "@type": "WebSite" if not page.crumbs and page.template == "pages/home.html" else "WebPage",
        "@id": page.canonical,
        "url": page.canonical,
        "name": str.__str__(page.title),
        "description": str.__str__(page.description),
        "inLanguage": page.site.tag,
        "isAccessibleForFree": True,
    }
    if page.updated:
        node["dateModified"] = page.updated
    citations = [str.__str__(source.title) for source in page.sources]
    return node | ({"citation": citations} if citations else {})


def _describe_breadcrumbs(page: PageView) -> dict[str, Any]:
    items = [
        {"@type": "ListItem", "position": position, "name": str.__str__(crumb.title), "item": page.site.url + crumb.href}
        for position, crumb in enumerate(page.crumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _describe_path(page: PageView) -> dict[str, Any]:
    """Return the Course of a learning path, with its lessons as parts."""
    path = page.body.record
    return {
        "@type": "Course",
        "@id": f"{page.canonical}#course",
        "url": page.canonical,
        "name": str.__str__(page.title),
        "description": str.__str__(path.outcome),
        "provider": {"@type": "Organization", "name": str.__str__(page.site.name), "url": page.site.url},
        "inLanguage": page.site.tag,
        "timeRequired": f"PT{path.minutes}M",
        "audience": {"@type": "EducationalAudience", "audienceType": str.__str__(path.audience.title)},
        "hasPart": [_describe_lesson(page, lesson) for lesson in path.lessons],
        "hasCourseInstance": _describe_course_instance("online", path.minutes),
        "offers": FREE_OFFER,
    }


def _describe_course(page: PageView) -> dict[str, Any]:
    """Return the Course of a course page. What its record does not state is left out."""
    course = page.body.record
    mode = COURSE_MODES.get(frozenset(course.formats) & ATTENDED_FORMATS)
    optional = {
        "description": _to_plain_text(course.description or course.summary),
        "provider": page.body.provider and _describe_institution(page.body.provider),
        "inLanguage": list(course.languages),
        "educationalLevel": course.level and page.site.t(f"level.{course.level}"),
        "about": [{"@type": "Thing", "name": str.__str__(subject.title)} for subject in course.subjects],
        "audience": [{"@type": "EducationalAudience", "audienceType": str.__str__(audience.title)} for audience in course.audiences],
        "hasCourseInstance": _describe_course_instance(mode, course.minutes) if mode else None,
        "offers": FREE_OFFER if course.free else None,
    }
    node = {"@type": "Course", "@id": f"{page.canonical}#course", "url": page.canonical, "name": str.__str__(page.title)}
    return node | {name: value for name, value in optional.items() if value}


def _describe_institution(institution: View) -> dict[str, Any]:
    url = {"url": institution.url} if institution.url else {}
    return {"@type": "Organization", "name": str.__str__(institution.title)} | url


def _describe_course_instance(mode: str, minutes: int | None) -> dict[str, Any]:
    """Return the CourseInstance that Google asks of every Course; its workload is left out where it is not known."""
    return {"@type": "CourseInstance", "courseMode": mode} | ({"courseWorkload": f"PT{minutes}M"} if minutes else {})


def _describe_lesson(page: PageView, lesson: View) -> dict[str, Any]:
    return {
        "@type": "LearningResource",
        "name": str.__str__(lesson.title),
        "url": page.site.url + lesson.href,
        "timeRequired": f"PT{lesson.minutes}M",
        "educationalLevel": page.site.t(f"level.{lesson.level}"),
    }


def _describe_lesson_page(page: PageView) -> dict[str, Any]:
    """Return the LearningResource of a lesson, with its quiz as a part. Questions that are not in the language of the page are left out."""
    lesson = page.body.record
    questions = [_describe_question(page, question) for question in lesson.quiz if not is_in_other_language(question.prompt)]
    quiz = {
        "@type": "Quiz",
        "@id": f"{page.canonical}#lesson-quiz",
        "name": str.__str__(lesson.title),
        "about": {"@type": "Thing", "name": str.__str__(lesson.title)},
        "inLanguage": page.site.tag,
        "hasPart": questions,
    }
    optional = {
        "teaches": [str.__str__(objective) for objective in lesson.objectives],
        "audience": [{"@type": "EducationalAudience", "audienceType": str.__str__(audience.title)} for audience in lesson.audiences],
        "competencyRequired": [str.__str__(prerequisite.title) for prerequisite in lesson.prerequisites],
        "hasPart": quiz if questions else None,
    }
    node = {"@id": f"{page.canonical}#lesson", "inLanguage": page.site.tag, "learningResourceType": "lesson"}
    return _describe_lesson(page, lesson) | node | {name: value for name, value in optional.items() if value}


def _describe_question(page: PageView, question: View) -> dict[str, Any]:
    correct_choices = [choice for choice in question.choices if choice.right]
    return {
        "@type": "Question",
        "@id": f"{page.canonical}#question-{question.id}",
        "name": str.__str__(question.prompt),
        "eduQuestionType": "Multiple choice" if len(correct_choices) == 1 else "Checkbox",
        "text": str.__str__(question.prompt),
        "suggestedAnswer": [_describe_answer(choice) for choice in question.choices if not choice.right],
        "acceptedAnswer": [
            _describe_answer(choice) | {"answerExplanation": {"@type": "Comment", "text": str.__str__(question.explanation)}}
            for choice in correct_choices
        ],
    }


def _describe_answer(choice: View) -> dict[str, Any]:
    comment = {"comment": {"@type": "Comment", "text": str.__str__(choice.why)}} if choice.why else {}
    return {"@type": "Answer", "text": str.__str__(choice.text)} | comment


def _describe_faq(page: PageView) -> dict[str, Any] | None:
    """Return the FAQPage of a list of questions. Only questions in the language of the page are included; None if there are none."""
    questions = [
        question
        for group in page.body.groups
        for question in group.records
        if not is_in_other_language(question.title) and not is_in_other_language(question.answer)
    ]
    if not questions:
        return None
    return {
        "@type": "FAQPage",
        "@id": f"{page.canonical}#questions",
        "inLanguage": page.site.tag,
        "mainEntity": [
            {
                "@type": "Question",
                "@id": f"{page.canonical}#{question.id}",
                "name": str.__str__(question.title),
                "acceptedAnswer": {"@type": "Answer", "text": str.__str__(question.answer)},
            }
            for question in questions
        ],
    }


def _describe_checklist(page: PageView) -> dict[str, Any]:
    """Return the HowTo of a checklist, with a HowToStep per step."""
    checklist = page.body.record
    return {
        "@type": "HowTo",
        "@id": f"{page.canonical}#checklist",
        "url": page.canonical,
        "name": str.__str__(page.title),
        "inLanguage": page.site.tag,
        "totalTime": f"PT{checklist.minutes}M",
        "step": [
            {
                "@type": "HowToStep",
                "position": position,
                "name": str.__str__(step.question),
                "text": str.__str__(step.how),
                "url": f"{page.canonical}#step-{step.id}",
            }
            for position, step in enumerate(checklist.steps, 1)
        ],
    }


def _describe_term(page: PageView) -> dict[str, Any]:
    term = page.body.record
    node = {
        "@type": "DefinedTerm",
        "@id": f"{page.canonical}#term",
        "url": page.canonical,
        "name": str.__str__(term.title),
        "alternateName": [str.__str__(other.title) for other in term.others],
        "termCode": term.id,
        "inLanguage": page.site.tag,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "name": page.crumbs[-2].title, "url": page.site.url + page.crumbs[-2].href},
    }
    text = term.short or term.summary or term.note
    return node | ({"description": str.__str__(text)} if text else {})


def _describe_book_list(page: PageView) -> dict[str, Any]:
    """Return the ItemList of the books, each with its file in the language of the page."""
    books = [book for group in page.body.groups for book in group.records]
    return {
        "@type": "ItemList",
        "@id": f"{page.canonical}#books",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "item": _describe_book(page, book)} for position, book in enumerate(books, 1)
        ],
    }


def _describe_book(page: PageView, book: View) -> dict[str, Any]:
    url = page.site.url + book.file.href
    node: dict[str, Any] = {
        "@type": "Book",
        "@id": url,
        "name": str.__str__(book.title),
        "inLanguage": page.site.tag,
        "bookFormat": "https://schema.org/EBook",
        "isAccessibleForFree": True,
        "encoding": {"@type": "MediaObject", "contentUrl": url, "encodingFormat": "application/epub+zip", "contentSize": book.file.size},
    }
    if book.updated:
        node["dateModified"] = book.updated.iso
    return node | ({"description": str.__str__(book.summary)} if book.summary else {})


def _describe_event(page: PageView) -> dict[str, Any] | None:
    """Return the Event of an event page; None if it is not known where it takes place, which Google requires.

    Its dates are as precise as they are known. A bulletin is a PublicationEvent.
    """
    event = page.body.record
    locations = _describe_locations(page, event)
    if not locations:
        return None
    node: dict[str, Any] = {
        "@type": EVENT_TYPES.get(event.base_type, "Event"),
        "@id": f"{page.canonical}#event",
        "url": page.canonical,
        "name": str.__str__(page.title),
        "startDate": event.times.start if event.when.exact else event.when.first.iso,
        "location": locations,
        "eventStatus": f"https://schema.org/{EVENT_STATUSES.get(event.state, 'EventScheduled')}",
        "isAccessibleForFree": True,
    }
    ends = event.times.end if event.when.ends else event.when.last.iso if event.when.last else None
    optional = {
        "description": _to_plain_text(event.summary or event.description),
        "endDate": ends,
        "previousStartDate": event.moved_iso,
        "eventAttendanceMode": ATTENDANCE_MODES.get(event.format),
        "performer": [_describe_person(page, person) for person in event.people if person.role != "moderator"],
        "inLanguage": event.language,
        "audience": [{"@type": "Audience", "audienceType": str.__str__(audience.title)} for audience in event.audiences],
        "superEvent": event.series
        and {"@type": "EventSeries", "name": str.__str__(event.series.title), "url": page.site.url + event.series.href},
        "recordedIn": _describe_recording(page, event) if event.replayed else None,
    }
    return node | {name: value for name, value in optional.items() if value}


def _describe_locations(page: PageView, event: View) -> list[dict[str, Any]]:
    """Return the locations of an event: a Place, a VirtualLocation, both or neither."""
    place = {"@type": "Place", "name": str.__str__(event.place), "address": str.__str__(event.place)} if event.place else None
    if place and event.venue:
        url = {"url": page.site.url + event.venue.href} if event.venue.href else {}
        place = place | url | _describe_venue(event.venue)
    virtual_location = {"@type": "VirtualLocation", "url": (event.channel and event.channel.url) or page.canonical}
    is_online = event.format in ("live", "recorded", "hybrid") or (event.format is None and event.channel)
    return [location for location in (place, virtual_location if is_online else None) if location is not None]


def _describe_person(page: PageView, person: View) -> dict[str, Any]:
    affiliation = {"affiliation": {"@type": "Organization", "name": str.__str__(person.affiliation)}} if person.affiliation else {}
    url = {"url": page.site.url + person.person.href} if person.person and person.person.href else {}
    return {"@type": "Person", "name": str.__str__(person.name)} | url | affiliation


def _describe_person_page(page: PageView) -> dict[str, Any]:
    """Return the Person of the page of a person."""
    person = page.body.record
    optional = {
        "description": _to_plain_text(person.summary),
        "affiliation": {"@type": "Organization", "name": str.__str__(person.affiliation)} if person.affiliation else None,
        "image": person.portrait and page.site.url + person.portrait,
        "knowsLanguage": list(person.languages),
        "sameAs": person.url,
    }
    node = {"@type": "Person", "@id": f"{page.canonical}#person", "url": page.canonical, "name": str.__str__(page.title)}
    return node | {name: value for name, value in optional.items() if value}


def _describe_news(page: PageView) -> dict[str, Any]:
    """Return the NewsArticle of the page of a news item. Its dates are as precise as they are known."""
    news = page.body.record
    optional = {
        "description": _to_plain_text(news.summary),
        "dateModified": page.updated or news.published.iso,
        "identifier": news.number,
        "image": [page.site.url + page.card] if page.card else None,
        "isBasedOn": news.url,
    }
    node = {
        "@type": "NewsArticle",
        "@id": f"{page.canonical}#news",
        "url": page.canonical,
        "headline": str.__str__(page.title),
        "datePublished": news.published.iso,
        "inLanguage": page.site.tag,
        "author": _describe_publisher(page),
        "publisher": _describe_publisher(page),
    }
    return node | {name: value for name, value in optional.items() if value}


def _describe_publisher(page: PageView) -> dict[str, Any]:
    """Return the Organization that publishes the site, by the name of the site."""
    return {"@type": "Organization", "name": str.__str__(page.site.name), "url": page.site.url}


def _describe_publication(page: PageView) -> dict[str, Any]:
    """Return the Report of the page of a publication."""
    publication = page.body.record
    optional = {
        "description": _to_plain_text(publication.summary),
        "genre": _to_plain_text(publication.form),
        "inLanguage": list(publication.languages),
        "isbn": publication.isbn,
        "sameAs": publication.url,
    }
    node = {
        "@type": "Report",
        "@id": f"{page.canonical}#publication",
        "url": page.canonical,
        "name": str.__str__(page.title),
        "datePublished": publication.published.iso,
        "publisher": _describe_publisher(page),
    }
    return node | {name: value for name, value in optional.items() if value}


def _describe_venue_page(page: PageView) -> dict[str, Any]:
    """Return the Place of the page of a venue."""
    venue = page.body.record
    node = {"@type": "Place", "@id": f"{page.canonical}#place", "url": page.canonical, "name": str.__str__(page.title)}
    return node | _describe_venue(venue)


def _describe_venue(venue: View) -> dict[str, Any]:
    """Return the properties of a Place that the record of a venue states."""
    latitude, _, longitude = (venue.coordinates or "").partition(", ")
    optional = {
        "description": _to_plain_text(venue.summary),
        "address": _to_plain_text(venue.address),
        "maximumAttendeeCapacity": venue.capacity,
        "geo": {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude} if longitude else None,
    }
    return {name: value for name, value in optional.items() if value}


def _describe_recording(page: PageView, event: View) -> dict[str, Any]:
    """Return the recording of an event. It is no VideoObject, of which Google requires a picture and a date that records do not have."""
    replay = event.replay
    node = {
        "@type": "CreativeWork",
        "name": str.__str__(page.title),
        "url": replay.url,
        "inLanguage": replay.language or event.language,
        "timeRequired": replay.minutes and f"PT{replay.minutes}M",
    }
    return {name: value for name, value in node.items() if value}


def _to_plain_text(text: str | None) -> str | None:
    return str.__str__(text) if text else None


EVENT_TYPES = {"talk": "EducationEvent", "training": "EducationEvent", "lecture": "EducationEvent", "bulletin": "PublicationEvent"}
"""The schema.org type of each built-in event type; all others are of type Event."""
EVENT_STATUSES = {"moved": "EventRescheduled", "cancelled": "EventCancelled"}
ATTENDANCE_MODES = {
    name: f"https://schema.org/{mode}EventAttendanceMode"
    for name, mode in (("live", "Online"), ("recorded", "Online"), ("in-person", "Offline"), ("hybrid", "Mixed"))
}
"""The attendance mode by format; documents have none."""

COURSE_MODES = {frozenset({"online"}): "online", frozenset({"in-person"}): "onsite", frozenset({"online", "in-person"}): "blended"}
"""The courseMode by the formats in which a course is held, in the words of Google's rules for course data."""
ATTENDED_FORMATS = frozenset({"online", "in-person"})
"""The formats that are a way to attend; an examination is none."""
FREE_OFFER = {"@type": "Offer", "category": "Free"}

DESCRIBERS: dict[str, Callable[[PageView], dict[str, Any] | None]] = {
    "pages/checklist.html": _describe_checklist,
    "pages/course.html": _describe_course,
    "pages/event.html": _describe_event,
    "pages/talk.html": _describe_event,
    "pages/faq-list.html": _describe_faq,
    "pages/library.html": _describe_book_list,
    "pages/lesson.html": _describe_lesson_page,
    "pages/news.html": _describe_news,
    "pages/path.html": _describe_path,
    "pages/person.html": _describe_person_page,
    "pages/publication.html": _describe_publication,
    "pages/term.html": _describe_term,
    "pages/venue.html": _describe_venue_page,
}
"""The function that describes the subject of a page, by page template; it returns None where Google's rules ask for what is not known."""
