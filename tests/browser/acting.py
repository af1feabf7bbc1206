"""What somebody does on the page, step by step, with Playwright."""

from pathlib import Path
from typing import Any

ASK = "What were the main doubts that made you hesitate about me?"
EXAMPLE = "Can you give me one example of that?"
OWN = "You're right that I let that slide, and I see now what it cost the team."
UNFAIR = "That's not fair, everyone knows I always deliver."
MARKUP = '<img src=x onerror="document.title=\'hacked\'"><script>document.title="hacked"</script> What made you hesitate?'

_AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")


def begin(page: Any, *, scenario: str = "welder_shift_supervisor", persona: str = "supportive", mode: str = "practice", name: str = "") -> None:
    """Choose a meeting on the start page and wait for the manager's first line."""
    page.locator(f'input[value="{scenario}"]').check()
    if scenario != "own_meeting":
        page.locator(f'input[value="{persona}"]').check()
    page.locator(f'input[value="{mode}"]').check()
    page.fill("#name", name)
    page.get_by_role("button", name="Start the meeting").click()
    page.wait_for_selector("#meeting:not([hidden])")
    if scenario != "own_meeting":
        page.wait_for_selector(".line.manager")
    settled(page)


def settled(page: Any) -> None:
    """Wait until no turn is under way."""
    page.wait_for_function("() => document.getElementById('thinking').hidden && document.getElementById('send').getAttribute('aria-disabled') !== 'true'")


def say(page: Any, text: str) -> None:
    """Say something to the manager and wait for the answer."""
    before = page.locator("#log .you").count()
    page.fill("#reply", text)
    page.click("#send")
    page.wait_for_function("n => document.querySelectorAll('#log .you').length > n", arg=before)
    settled(page)


def press(page: Any, title: str, *, where: str = "#commands") -> None:
    """Press a button by its text and wait until the turn is over."""
    page.locator(where).get_by_role("button", name=title, exact=True).click()
    settled(page)


def end(page: Any) -> None:
    """End the meeting and wait for the debrief."""
    press(page, "End")
    page.wait_for_selector("#debrief:not([hidden])")


def said(page: Any) -> list[str]:
    """Return what the user said to the manager, as it stands in the conversation."""
    return page.locator("#log .you .said").all_inner_texts()


def stored(page: Any) -> list[str]:
    """Return what the server has of the user's words."""
    ask = "fetch('/api/conversation', {headers: {'X-Sitdown-Session': localStorage.getItem('sitdown.session')}}).then(a => a.json())"
    return [m["text"] for m in page.evaluate(ask)["messages"] if m["speaker"] == "you" and m["text"]]


def axe(page: Any) -> list[str]:
    """Return what axe-core finds wrong on a page."""
    page.evaluate(_AXE)  # past the page's own policy, which lets no foreign script in
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{v['id']} ({v['impact']}): {node['html'][:160]}" for v in found for node in v["nodes"]]


def overflow(page: Any) -> list[str]:
    """Return the elements that make a page scroll sideways."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 120))"""
    )
