"""The page for everyone: axe, the keyboard alone, screen readers, phones, zoom, light and dark; and that it is quick and light."""

from typing import Any

import pytest
from acting import ASK, EXAMPLE, OWN, UNFAIR, axe, begin, end, overflow, press, say, settled

FIRST_PAINT = 1000  # ms
FIRST_EVENT = 150  # ms, at the median
JAVASCRIPT = 600_000  # bytes


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)], ids=["phone", "desk"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, picture, width, height, dark):
    page = visit(width=width, height=height, dark=dark)
    name = f"{width}-{'dark' if dark else 'light'}"
    page.wait_for_selector("#scenarios input")

    def check(part: str) -> None:
        picture(page, f"{name}-{part}")
        assert axe(page) == [], part
        assert overflow(page) == [], part

    check("1-start")
    begin(page, name="Ana")
    check("2-opening")
    for reply in (ASK, EXAMPLE, UNFAIR):
        say(page, reply)
    check("3-meeting")
    page.locator(".chip").last.click()
    check("4-scorecard")
    page.locator("#scorecard").get_by_role("button", name="I disagree").click()
    check("5-disagree")
    press(page, "Explain", where="#scorecard")
    press(page, "Hint")
    press(page, "Retry")
    say(page, OWN)
    check("6-comparison")
    end(page)
    page.wait_for_selector("#debrief canvas >> nth=1")
    check("7-debrief")
    for button in ("A follow-up note to the manager", "My plan on one page", "My best lines for the real meeting"):
        press(page, button, where="#next-buttons")
    check("8-takeaways")
    page.get_by_role("link", name="Progress").click()
    page.wait_for_selector("#progress canvas")
    check("9-progress")
    page.get_by_role("link", name="My data").click()
    page.wait_for_selector("#data .card")
    check("10-data")
    page.get_by_role("button", name="Delete rehearsal 1").click()
    check("11-confirm")


@pytest.mark.parametrize(("width", "height", "scale"), [(640, 400, 2), (320, 640, 1)], ids=["200 percent", "320 px"])
def test_zoomed_in_everything_is_still_there(visit, picture, width, height, scale):
    page = visit(width=width, height=height, device_scale_factor=scale)
    begin(page)
    say(page, ASK)
    picture(page, f"zoom-{width}")
    assert overflow(page) == []
    for button in ("Send", "Hint", "Retry", "What if", "End"):
        page.locator("#composer").get_by_role("button", name=button, exact=True).scroll_into_view_if_needed()
    page.locator(".chip").last.click()
    assert page.locator("#scorecard .overall").is_visible()
    page.keyboard.press("Escape")
    end(page)
    assert overflow(page) == []


def test_large_text_breaks_nothing(visit):
    page = visit(width=390, height=844)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    begin(page)
    say(page, ASK)
    assert overflow(page) == []


def test_the_keyboard_alone_goes_all_the_way(visit):
    page = visit(width=390, height=844)
    page.wait_for_selector("#start-form [type=submit]:not([disabled])")
    page.keyboard.press("Tab")
    assert _focused(page) == "Skip to the content"
    _tab_to(page, "input[name=scenario]")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "#name")
    page.keyboard.type("Ana")
    _tab_to(page, "#start-form [type=submit]")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector(".line.manager")
    settled(page)
    _tab_to(page, "#reply")
    page.keyboard.type("What made you hesitate?")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Please be open.")
    page.keyboard.press("Enter")
    page.wait_for_selector(".chip")
    settled(page)
    assert page.evaluate("document.activeElement.id") == "reply"
    _tab_back_to(page, ".chip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "scorecard"
    page.keyboard.press("Escape")
    assert "chip" in page.evaluate("document.activeElement.className")
    _tab_to(page, "#commands button")
    assert _focused(page) == "Hint"
    page.keyboard.press("Enter")
    page.wait_for_selector(".line.hint")
    settled(page)
    for _ in range(12):
        if _focused(page) == "End":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#debrief:not([hidden])")
    assert page.evaluate("document.activeElement.id") == "debrief-title"
    _tab_to(page, "#download-buttons button")
    _tab_to(page, "#next-buttons button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#takeaway-note")


def test_the_conversation_is_a_log_that_says_each_line_once(visit):
    page = visit()
    begin(page)
    log = page.locator("#log")
    assert (log.get_attribute("role"), log.get_attribute("aria-live")) == ("log", "polite")
    assert page.locator("#scorecard").evaluate("e => e.closest('[aria-live], [role=log], [role=status]')") is None
    page.evaluate(
        """() => {
        window.changes = [];
        const note = (nodes, list) => nodes.forEach((n) => list.push(n.textContent));
        new MutationObserver((all) => all.forEach((m) => { note(m.addedNodes, window.changes); if (m.removedNodes.length || m.type === 'characterData') window.changes.push('CHANGED'); }))
          .observe(document.getElementById('log'), {childList: true, subtree: true, characterData: true}); }"""
    )
    say(page, ASK)
    changes = page.evaluate("window.changes")
    assert "CHANGED" not in changes
    assert len(changes) == 3  # the user's words, the score in a few words, the manager's line
    assert changes[1].endswith(page.locator(".chip").inner_text().split(" · ")[-1])
    assert len(changes[1]) < 60


def test_a_rebuilt_conversation_is_not_read_out_again(visit):
    page = visit()
    begin(page)
    say(page, ASK)
    page.reload()
    page.wait_for_selector(".chip")
    assert page.locator("#log").get_attribute("aria-live") == "off"
    page.wait_for_function("() => document.getElementById('log').getAttribute('aria-live') === 'polite'")


def test_marks_are_told_by_more_than_colour(visit):
    page = visit()
    begin(page)
    say(page, UNFAIR)
    mark = page.locator("#scorecard .marked mark.cost").first
    assert "cost points: " in mark.text_content()
    assert "dashed" in mark.evaluate("e => getComputedStyle(e).textDecorationStyle")


def test_voice_is_offered_only_where_the_browser_has_it_and_is_off(visit):
    page = visit(before="delete window.speechSynthesis; delete window.SpeechRecognition; delete window.webkitSpeechRecognition;")
    begin(page)
    assert page.locator("#voice").is_hidden()
    fakes = """
      window.spoken = [];
      Object.defineProperty(window, 'speechSynthesis', {value: {speak: (u) => window.spoken.push(u.text), cancel() {}, getVoices: () => []}, configurable: true});
      window.SpeechSynthesisUtterance = function (text) { this.text = text; };
      window.webkitSpeechRecognition = class extends EventTarget { start() { window.recognition = this; } stop() { this.dispatchEvent(new Event('end')); } };
      delete window.SpeechRecognition;
    """
    page = visit(before=fakes)
    begin(page)
    say(page, ASK)
    assert page.evaluate("window.spoken") == []
    assert page.locator("#dictate").is_hidden()
    page.locator("#voice summary").click()
    assert "send the sound to their maker" in page.locator("#voice").inner_text()
    page.get_by_label("Read the manager's lines aloud").check()
    page.get_by_label("Dictate my replies").check()
    say(page, EXAMPLE)
    assert page.evaluate("window.spoken") == [page.locator(".line.manager .said").last.inner_text()]
    page.locator("#dictate").click()
    page.evaluate(
        """() => { const e = new Event('result'); e.resultIndex = 0;
        e.results = [Object.assign([{transcript: 'what would it take'}], {isFinal: true})]; window.recognition.dispatchEvent(e); }"""
    )
    assert page.input_value("#reply") == "what would it take"
    page.locator("#dictate").click()
    assert page.locator("#dictate").get_attribute("aria-pressed") == "false"


def test_the_page_is_quick_and_light_and_loads_its_scripts_once(visit):
    page = visit()
    paints = []
    for fresh in (page, *(visit() for _ in range(4))):
        fresh.wait_for_selector("#scenarios input")
        fresh.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")  # recorded a moment after the paint
        paints.append(fresh.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
    assert sorted(paints)[2] < FIRST_PAINT, paints
    begin(page)
    say(page, ASK)
    end(page)
    page.wait_for_selector("#debrief canvas >> nth=1")
    page.get_by_role("link", name="Progress").click()
    page.wait_for_selector("#progress canvas")
    scripts = page.evaluate("performance.getEntriesByType('resource').filter(e => e.name.endsWith('.js')).map(e => [e.name, e.decodedBodySize])")
    assert len({name for name, _ in scripts}) == len(scripts)
    assert sum(size for _, size in scripts) < JAVASCRIPT, scripts
    print("first paint (ms):", [round(p) for p in paints], "scripts (bytes):", sum(size for _, size in scripts))


def test_the_first_event_of_a_turn_comes_at_once(visit):
    page = visit()
    begin(page)
    took = page.evaluate(
        """async () => { const took = [];
        for (let n = 0; n < 7; n += 1) {
          const begun = performance.now();
          const answer = await fetch('/api/message', {method: 'POST', headers: {'Content-Type': 'application/json', 'X-Sitdown-Session': localStorage.getItem('sitdown.session')},
            body: JSON.stringify({text: 'What made you hesitate about me?', id: crypto.randomUUID()})});
          const reader = answer.body.getReader(); await reader.read(); took.push(performance.now() - begun);
          while (!(await reader.read()).done);
        } return took; }"""
    )
    assert sorted(took)[3] < FIRST_EVENT, took
    print("first event (ms):", [round(t) for t in took])


def _focused(page: Any) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def _tab_to(page: Any, selector: str, key: str = "Tab") -> None:
    for _ in range(60):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} can't be reached with {key}")


def _tab_back_to(page: Any, selector: str) -> None:
    _tab_to(page, selector, "Shift+Tab")
