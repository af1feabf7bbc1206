"""A visitor's way through the page, in a real browser."""

import json
from typing import Any

from acting import ASK, EXAMPLE, MARKUP, OWN, UNFAIR, begin, end, press, said, say, settled, stored
from serving import AGREEING


def test_a_whole_rehearsal_ends_in_a_debrief_with_charts_and_tables(visit, picture):
    page = visit()
    begin(page, name="Ana")
    assert page.locator("#meeting-title").inner_text() == "Meeting with Dana"
    for reply in (ASK, EXAMPLE, OWN):
        say(page, reply)
    assert said(page) == [ASK, EXAMPLE, OWN]
    assert page.locator("#scorecard .dots").count() >= 2
    assert page.locator("#scorecard mark.earned").count() >= 1
    assert "earned points" in page.locator("#scorecard .legend").inner_text()
    end(page)
    page.wait_for_selector("#debrief canvas >> nth=1")
    picture(page, "test-debrief")
    assert page.locator("#debrief table").count() == 2
    assert page.locator("#debrief canvas").first.get_attribute("aria-label")
    for button, card in (("A follow-up note to the manager", "note"), ("My plan on one page", "plan"), ("My best lines for the real meeting", "best_lines")):
        press(page, button, where="#next-buttons")
        assert page.locator(f"#takeaway-{card}").is_visible()
    assert "Ana" in page.locator("#takeaway-note").inner_text()


def test_downloads_come_from_the_debrief(visit):
    page = visit()
    begin(page)
    say(page, ASK)
    end(page)
    for title, ending in (("Page (HTML)", ".html"), ("Text (Markdown)", ".md"), ("Data (JSON)", ".json")):
        with page.expect_download() as coming:
            page.get_by_role("button", name=title).click()
        assert coming.value.suggested_filename.endswith(ending)
        text = coming.value.path().read_text(encoding="utf-8")
        assert ASK in text
    assert json.loads(text)


def test_an_agreed_date_goes_into_the_calendar(visit):
    page = visit()
    begin(page)
    for reply in AGREEING:
        say(page, reply)
    page.wait_for_selector("#debrief:not([hidden])")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Dates (ICS)").click()
    assert coming.value.suggested_filename.endswith(".ics")
    assert "0301" in coming.value.path().read_text(encoding="utf-8")


def test_a_calendar_without_a_date_says_why_there_is_none(visit, watch):
    watch.expected.append("404")
    page = visit()
    begin(page)
    say(page, ASK)
    end(page)
    page.get_by_role("button", name="Dates (ICS)").click()
    page.wait_for_function("() => document.getElementById('status').innerText.includes('No date was agreed')")


def test_a_reload_in_the_middle_brings_everything_back(visit):
    page = visit()
    begin(page)
    say(page, ASK)
    say(page, EXAMPLE)
    press(page, "Hint")
    page.fill("#reply", "half a sentence")
    shown = _shown(page)
    page.reload()
    page.wait_for_selector("#meeting:not([hidden]) .chip >> nth=1")
    assert _shown(page) == shown
    assert page.input_value("#reply") == "half a sentence"
    say(page, OWN)
    assert said(page) == [ASK, EXAMPLE, OWN]


def test_a_reload_after_the_end_brings_the_debrief_back(visit):
    page = visit()
    begin(page)
    say(page, ASK)
    end(page)
    press(page, "My plan on one page", where="#next-buttons")
    text = page.locator("#debrief-body").inner_text()
    page.reload()
    page.wait_for_selector("#debrief:not([hidden]) canvas")
    assert page.locator("#debrief-body").inner_text() == text
    assert page.locator("#takeaway-plan").is_visible()
    press(page, "Take the last reply back and go on", where="#next-buttons")
    assert page.locator("#meeting").is_visible()
    say(page, EXAMPLE)
    assert page.locator(".line.comparison").count() == 1


def test_a_retry_is_compared_with_what_it_replaces(visit, picture):
    page = visit()
    begin(page)
    say(page, UNFAIR)
    assert page.locator("#scorecard mark.cost").count() >= 1
    press(page, "Retry")
    assert page.locator("#log .you.back").count() == 1
    say(page, ASK)
    comparison = page.locator(".line.comparison")
    assert UNFAIR in comparison.inner_text()
    assert ASK in comparison.inner_text()
    assert "up" in comparison.locator("table").inner_text()
    picture(page, "test-comparison")


def test_what_if_explain_and_disagree_are_there(visit):
    page = visit()
    begin(page)
    say(page, UNFAIR)
    page.get_by_role("button", name="Why Composure").click()
    page.wait_for_selector(".line.explanation")
    settled(page)
    press(page, "Explain", where="#scorecard")
    assert page.locator(".line.explanation").count() == 2
    page.locator("#scorecard").get_by_role("button", name="I disagree").click()
    page.fill("#reason", "it was meant kindly")
    press(page, "Put it on record", where="#scorecard")
    assert "Noted beside the score" in page.locator("#log").inner_text()
    press(page, "What if")
    assert "Your next reply will be scored here." in page.locator("#scorecard").inner_text()
    say(page, ASK)
    press(page, "Switch ways")
    assert "Here is the other way" in page.locator("#log").inner_text()
    assert page.locator("#scorecard .overall").count() == 0, "the score of the other way is not shown beside this one"


def test_a_dress_rehearsal_keeps_its_scores_for_the_debrief(visit):
    page = visit()
    begin(page, mode="dress_rehearsal")
    say(page, ASK)
    assert page.locator(".chip").count() == 0
    assert "wait for the debrief" in page.locator("#scorecard").inner_text()
    assert page.locator("#commands").get_by_role("button", name="Hint").count() == 0
    end(page)
    assert page.locator("#debrief .overall").is_visible()


def test_a_meeting_of_ones_own_is_asked_for_in_the_conversation(visit):
    page = visit()
    begin(page, scenario="own_meeting", name="Ana")
    for answer in ("welder", "shift supervisor", "too quiet", "that I avoid conflict", "late deliveries"):
        page.wait_for_function("() => document.getElementById('send').textContent === 'Answer'")
        say(page, answer)
    options = page.locator("#options").get_by_role("button")
    assert options.count() == 5
    page.reload()
    page.wait_for_selector("#options button >> nth=4")
    page.locator("#options").get_by_role("button", name="Kind").click()
    page.wait_for_selector(".line.manager")
    settled(page)
    say(page, ASK)
    assert page.locator(".chip").count() == 1


def test_a_drill_gives_five_moments(visit):
    page = visit()
    page.get_by_role("button", name="The vague answer").click()
    page.wait_for_selector(".line.manager")
    settled(page)
    for _ in range(5):
        say(page, EXAMPLE)
    assert page.locator(".chip").count() == 5
    assert page.locator("#options").get_by_role("button").count() == 3


def test_progress_and_deletion_of_one_and_of_all(visit, picture):
    page = visit()
    for reply in (ASK, OWN):
        if page.locator("#start").is_hidden():
            page.get_by_role("button", name="A new meeting").click()
        begin(page)
        say(page, reply)
        end(page)
    page.get_by_role("link", name="Progress").click()
    page.wait_for_selector("#progress canvas")
    assert page.locator("#progress table").first.locator("tbody tr").count() == 2
    picture(page, "test-progress")
    page.get_by_role("link", name="My data").click()
    page.get_by_role("button", name="Delete rehearsal 1").click()
    picture(page, "test-confirm")
    page.get_by_role("button", name="Keep it").click()
    assert page.locator("#data .card").count() == 2
    page.get_by_role("button", name="Delete rehearsal 1").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.wait_for_function("() => document.querySelectorAll('#data .card').length === 1")
    page.get_by_role("button", name="Delete all my data").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.wait_for_function("() => document.querySelectorAll('#data .card').length === 0")
    assert page.evaluate("localStorage.getItem('sitdown.session')") is None
    page.get_by_role("link", name="Rehearse").click()
    begin(page)
    assert stored(page) == []


def test_markup_is_inert_wherever_it_is_shown(visit, tmp_path):
    page = visit()
    begin(page)
    for reply in (MARKUP, MARKUP + " Please."):
        say(page, reply)
    assert said(page)[0] == MARKUP
    page.locator("#scorecard").get_by_role("button", name="I disagree").click()
    page.fill("#reason", MARKUP)
    press(page, "Put it on record", where="#scorecard")
    press(page, "Retry")
    say(page, MARKUP + " Really.")
    _is_inert(page)
    page.reload()
    page.wait_for_selector(".line.comparison")
    _is_inert(page)
    end(page)
    for button in ("A follow-up note to the manager", "My plan on one page", "My best lines for the real meeting"):
        press(page, button, where="#next-buttons")
    assert MARKUP in page.locator("#debrief").inner_text()
    _is_inert(page)
    page.get_by_role("link", name="My data").click()
    page.wait_for_selector("#data .card")
    _is_inert(page)
    with page.expect_download() as coming:
        page.locator("#data").get_by_role("button", name="Page (HTML)").first.click()
    coming.value.save_as(tmp_path / "export.html")
    exported = page.context.new_page()
    exported.goto(f"file://{tmp_path / 'export.html'}")
    assert MARKUP in exported.locator("body").inner_text()
    _is_inert(exported)


def test_a_name_that_is_none_is_refused_with_a_reason_and_the_form_stays(visit, watch):
    watch.expected.append("400")
    page = visit()
    page.wait_for_selector("#scenarios input")
    page.fill("#name", "<b>Ana</b>")
    page.get_by_role("button", name="Start the meeting").click()
    page.wait_for_function("() => /name/i.test(document.getElementById('status').innerText)")
    page.wait_for_selector("#start:not([hidden])")
    assert page.input_value("#name") == "<b>Ana</b>"
    _is_inert(page)


def test_markup_in_ones_own_meeting_is_inert(visit):
    page = visit()
    begin(page, scenario="own_meeting")
    for _ in range(6):
        say(page, "<img src=x onerror=\"document.title='hacked'\">")
    page.wait_for_selector(".line.manager")
    say(page, ASK)
    _is_inert(page)
    end(page)
    press(page, "A follow-up note to the manager", where="#next-buttons")
    _is_inert(page)


def _shown(page: Any) -> dict[str, Any]:
    settled(page)
    return {
        "log": page.locator("#log").inner_text(),
        "scorecard": page.locator("#scorecard").inner_text(),
        "commands": page.locator("#commands button").all_inner_texts(),
        "title": page.locator("#meeting-title").inner_text(),
        "moment": page.locator("#moment").inner_text(),
    }


def _is_inert(page: Any) -> None:
    page.wait_for_timeout(200)
    assert "hacked" not in page.title()
    assert page.locator("img").count() == 0
    assert page.locator("script:not([src])").count() == 0
    assert page.locator("main b, body > b").count() == 0
