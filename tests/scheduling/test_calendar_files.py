"""Reading the repository for a scheduling command."""

from __future__ import annotations

import pytest

from prospectus.errors import ContentError
from prospectus.pipeline import check
from prospectus.scheduling.calendar_files import Requirement, read_site
from tiny import SiteFactory

BROKEN_REFERENCE = "- {id: fair, type: meeting, series: no-such, title: {zh: 会, en: Fair}, starts: 2025-07-01, language: zh}\n"
UNREADABLE = "- {id: fair, titel: x}\n"
UNREADABLE_SITE = "title: [\n"


@pytest.mark.parametrize(
    ("path", "text", "accepted"),
    [
        ("calendar/2025/07.yml", "[]\n", {Requirement.SITE, Requirement.READABLE, Requirement.VALID}),
        ("calendar/2025/07.yml", BROKEN_REFERENCE, {Requirement.SITE, Requirement.READABLE}),
        ("calendar/2025/07.yml", UNREADABLE, {Requirement.SITE}),
        ("content/site.yml", UNREADABLE_SITE, set()),
    ],
)
def test_content_is_refused_with_its_errors_unless_it_meets_the_requirement(
    tiny: SiteFactory, path: str, text: str, accepted: set[Requirement]
) -> None:
    root = tiny("full", {path: text})
    for requirement in Requirement:
        if requirement in accepted:
            assert read_site(root, requirement).site.title.within(("en",)).text
        else:
            with pytest.raises(ContentError) as raised:
                read_site(root, requirement)
            assert {problem.severity for problem in raised.value.problems} == {"error"}


def test_validation_is_the_result_of_check(tiny: SiteFactory) -> None:
    root = tiny("full", {"calendar/2025/07.yml": BROKEN_REFERENCE})
    source, result = read_site(root, Requirement.SITE), check(root)
    assert (source.validation.problems, source.validation.waived) == (result.problems, result.waived)
    assert [problem.code for problem in result.problems if problem.severity == "error"] == ["PR202"]
