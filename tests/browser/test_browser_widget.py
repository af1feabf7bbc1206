"""The widget on pages of other origins."""

from typing import Any

import pytest
from acting import ASK, axe, begin, say, settled
from support import HOME

MOST = 15_000  # bytes before it is opened


@pytest.fixture
def blog(sites, address) -> str:
    """A page of another site that carries the widget; its address."""
    style = (HOME / "web" / "demo.css").read_text(encoding="utf-8") + "\ndiv, iframe, button { display: inline !important; font-style: italic; }"
    tag = f'<script src="{address}/widget.js" async data-scenario="nurse_charge_nurse" data-persona="guarded" data-colour="#7a3b8f" data-label="Rehearse it"></script>'
    body = f"<!doctype html><html lang='en'><title>Blog</title><link rel='icon' href='data:,'><style>{style}</style><main><h1>A blog</h1><button>One of its own</button></main>{tag}"
    (sites.folder / "blog.html").write_text(body, encoding="utf-8")
    (sites.folder / "plain.html").write_text(body.replace(tag, ""), encoding="utf-8")
    return f"{sites.allowed}/blog.html"


def test_the_widget_opens_the_rehearsal_on_another_origin(visit, blog, picture):
    page = visit(blog)
    page.get_by_role("button", name="Rehearse it").click()
    frame = page.frame_locator("iframe")
    frame.locator("#scenarios input").first.wait_for()
    assert frame.locator('input[value="nurse_charge_nurse"]').is_checked()
    assert frame.locator('input[value="guarded"]').is_checked()
    picture(page, "widget-open")
    inner = _inner(page)
    begin(inner, scenario="nurse_charge_nurse", persona="guarded")
    say(inner, ASK)
    picture(page, "widget-talk")
    assert inner.locator(".chip").count() == 1
    page.reload()  # the open state and the visitor's rehearsal are remembered
    page.wait_for_selector("iframe")
    frame.locator(".chip").wait_for()
    assert axe(page) == []


def test_escape_and_the_close_button_close_it_and_the_focus_goes_back(visit, blog):
    page = visit(blog)
    launcher = page.get_by_role("button", name="Rehearse it")
    launcher.focus()
    page.keyboard.press("Enter")
    page.frame_locator("iframe").locator("#scenarios input").first.wait_for()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.localName") == "iframe"
    page.frame_locator("iframe").locator("#name").focus()
    page.keyboard.press("Escape")
    launcher.wait_for()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.className") == "launch"
    page.keyboard.press("Enter")
    for _ in range(60):  # the focus stays inside
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.hasAttribute('data-sitdown')")
    page.get_by_role("button", name="Close", exact=True).first.click()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.className") == "launch"


def test_the_widget_and_the_page_leave_each_others_looks_alone(visit, blog, sites):
    looks = "() => [...document.querySelectorAll('html, body, main, h1, main > button')].map((e) => JSON.stringify([...getComputedStyle(e)].map((p) => getComputedStyle(e)[p])))"
    plain = visit(f"{sites.allowed}/plain.html")
    before = plain.evaluate(looks)
    page = visit(blog)
    launcher = page.get_by_role("button", name="Rehearse it")
    launcher.wait_for()
    assert page.evaluate(looks) == before
    assert page.evaluate("Object.keys(window).filter((k) => /sitdown/i.test(k))") == ["sitdownWidget"]
    style = launcher.evaluate(
        "e => (({backgroundColor, color, letterSpacing, textTransform, position}) => [backgroundColor, color, letterSpacing, textTransform, position])(getComputedStyle(e))"
    )
    assert style == ["rgb(122, 59, 143)", "rgb(255, 255, 255)", "normal", "none", "fixed"]


def test_the_widget_fits_a_phone(visit, blog, picture):
    page = visit(blog, width=390, height=844)
    page.get_by_role("button", name="Rehearse it").click()
    page.frame_locator("iframe").locator("#scenarios input").first.wait_for()
    assert page.locator("iframe").bounding_box()["width"] == 390
    picture(page, "widget-phone")
    assert _inner(page).evaluate("document.documentElement.scrollWidth") <= 390


def test_a_site_that_is_not_allowed_gets_no_rehearsal(visit, blog, sites, watch):
    watch.expected += ["frame-ancestors", "Framing"]
    page = visit(blog.replace(sites.allowed, sites.foreign))
    page.get_by_role("button", name="Rehearse it").click()
    page.wait_for_timeout(1500)
    assert page.frame_locator("iframe").locator("#start").count() == 0


def test_the_widget_is_light_and_fetches_nothing_before_it_is_opened(visit, blog, address):
    page = visit(blog)
    page.get_by_role("button", name="Rehearse it").wait_for()
    from_us = page.evaluate("a => performance.getEntriesByType('resource').map((e) => e.name).filter((n) => n.startsWith(a))", address)
    assert from_us == [f"{address}/widget.js"]
    assert (HOME / "web" / "widget.js").stat().st_size < MOST


def test_the_language_of_the_button(visit, blog, sites):
    text = (sites.folder / "blog.html").read_text(encoding="utf-8").replace('data-label="Rehearse it"', 'data-lang="de"').replace("#7a3b8f", "#ffe08a")
    (sites.folder / "german.html").write_text(text, encoding="utf-8")
    page = visit(f"{sites.allowed}/german.html")
    button = page.get_by_role("button", name="Gespräch üben")
    assert button.get_attribute("lang") == "de"
    assert button.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"


def test_the_demo_page_carries_the_tag_of_the_docs():
    demo = (HOME / "web" / "demo.html").read_text(encoding="utf-8")
    docs = (HOME / "docs" / "embedding.md").read_text(encoding="utf-8")
    for option in ("data-scenario", "data-persona", "data-colour", "data-label"):
        assert option in demo
        assert option in docs


def _inner(page: Any) -> Any:
    page.frame_locator("iframe").locator("#scenarios input").first.wait_for(state="attached")
    frame = next(f for f in page.frames if f.parent_frame)
    settled(frame)
    return frame
