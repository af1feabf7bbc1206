"""What goes wrong outside the page: no network, a server that restarts, a lost session, two tabs. The user's text is never lost or doubled."""

from typing import Any

from acting import ASK, EXAMPLE, OWN, begin, press, said, say, settled, stored

NETWORK = "Failed to load resource"


def test_offline_keeps_the_text_and_sends_it_once_when_back(visit, watch, picture):
    watch.expected.append(NETWORK)
    page = visit(width=390, height=844)
    begin(page)
    page.context.set_offline(True)
    page.fill("#reply", ASK)
    page.click("#send")
    page.wait_for_function("() => document.getElementById('status').innerText.includes('You are offline')")
    assert page.input_value("#reply") == ASK
    picture(page, "test-offline")
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    page.wait_for_selector(".chip")
    settled(page)
    assert page.input_value("#reply") == ""
    assert said(page) == [ASK] == stored(page)


def test_a_server_that_is_not_ready_is_waited_for(visit, watch):
    watch.expected.append(NETWORK)
    page = visit()
    begin(page)
    page.route("**/api/message", lambda route: route.fulfill(status=503, json={"error": "The rehearsal can't be saved at the moment. Try again."}))
    page.fill("#reply", ASK)
    page.click("#send")
    page.wait_for_function("() => document.getElementById('status').innerText.includes(\"can't be saved\")")
    assert page.input_value("#reply") == ASK
    page.unroute("**/api/message")
    page.get_by_role("button", name="Try now").click()
    page.wait_for_selector(".chip")
    assert said(page) == [ASK] == stored(page)


def test_a_page_opened_before_the_server_is_ready_goes_on_by_itself(visit, watch):
    watch.expected.append(NETWORK)
    page = visit()
    page.context.route("**/api/menu", lambda route: route.fulfill(status=503, body="starting"))
    page.reload()
    page.wait_for_function("() => document.getElementById('status').innerText.includes('getting ready')")
    page.context.unroute("**/api/menu")
    begin(page)


def test_an_answer_that_breaks_off_is_fetched_again_and_not_doubled(visit, watch):
    watch.expected.append(NETWORK)
    page = visit()
    begin(page)
    broken: list[Any] = []

    def break_off(route: Any) -> None:
        """Let the server have the message, and the page see only the beginning of its answer."""
        if broken:
            route.continue_()
            return
        broken.append(route.fetch())
        text = broken[0].text()
        route.fulfill(status=200, content_type="text/event-stream", body=text[: text.index("event: message", text.index("event: message") + 5)])

    page.route("**/api/message", break_off)
    page.fill("#reply", ASK)
    page.click("#send")
    page.wait_for_selector(".line.manager >> nth=1")
    settled(page)
    assert broken
    assert said(page) == [ASK] == stored(page)
    assert page.locator(".chip").count() == 1
    assert page.locator(".line.manager").count() == 2


def test_a_reload_while_a_turn_is_under_way_shows_its_answer_once(visit, watch):
    watch.expected.append(NETWORK)
    page = visit()
    begin(page)
    page.route("**/api/message", lambda route: (route.fetch(), page.wait_for_timeout(100)))
    page.fill("#reply", ASK)
    page.click("#send")
    page.wait_for_timeout(1500)
    page.unroute_all(behavior="ignoreErrors")
    page.reload()
    page.wait_for_selector(".chip")
    settled(page)
    assert page.input_value("#reply") == ""
    assert said(page) == [ASK] == stored(page)


def test_text_taken_back_while_waiting_is_not_doubled(visit, watch):
    watch.expected.append(NETWORK)
    page = visit()
    begin(page)
    page.route("**/api/message", lambda route: (route.fetch(), route.abort()))  # it arrives, but the page can't know
    page.fill("#reply", ASK)
    page.click("#send")
    page.get_by_role("button", name="Edit my text").click()
    settled(page)
    assert page.input_value("#reply") == ASK
    page.unroute_all(behavior="ignoreErrors")
    page.fill("#reply", EXAMPLE)
    page.click("#send")
    page.wait_for_selector(".chip >> nth=1")
    settled(page)
    assert said(page) == [ASK, EXAMPLE] == stored(page)


def test_a_session_that_is_gone_begins_anew_and_keeps_the_text(visit, watch, picture):
    watch.expected += [NETWORK]
    page = visit()
    begin(page)
    page.evaluate("localStorage.setItem('sitdown.session', 'forged.token')")
    page.fill("#reply", OWN)
    page.click("#send")
    page.wait_for_selector("#start:not([hidden])")
    assert "no longer there" in page.locator("#status").inner_text()
    assert OWN in page.locator("#going-on").inner_text()
    picture(page, "test-session-gone")
    begin(page)
    assert page.input_value("#reply") == OWN
    page.click("#send")
    page.wait_for_selector(".chip")
    assert said(page) == [OWN] == stored(page)


def test_a_reload_with_a_session_that_is_gone_says_so(visit, watch):
    watch.expected += [NETWORK]
    page = visit()
    begin(page)
    page.evaluate("localStorage.setItem('sitdown.session', 'forged.token')")
    page.reload()
    page.wait_for_function("() => document.getElementById('status').innerText.includes('no longer there')")
    begin(page)


def test_a_long_text_is_refused_before_it_is_sent_and_stays(visit, picture):
    page = visit(width=390, height=844)
    begin(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/api/message" in request.url else None)
    page.fill("#reply", "a" * 1999)
    assert "1,999 of 2,000" in page.locator("#count").inner_text()
    for length in (2001, 10_000):
        page.fill("#reply", "a" * length)
        page.click("#send")
        assert "Too long to send" in page.locator("#too-long").inner_text()
        assert page.input_value("#reply") == "a" * length
    picture(page, "test-too-long")
    assert sent == []
    page.fill("#reply", "\U0001f600" * 2000)  # characters, not halves of pairs
    assert page.locator("#too-long").inner_text() == ""


def test_what_the_server_refuses_stays_in_the_box(visit, watch):
    watch.expected.append(NETWORK)
    page = visit()
    begin(page)
    page.route("**/api/message", lambda route: route.fulfill(status=413, json={"error": "That is too much at once."}))
    page.fill("#reply", ASK)
    page.click("#send")
    page.wait_for_function("() => document.getElementById('status').innerText.includes('too much at once')")
    assert page.input_value("#reply") == ASK
    assert said(page) == []


def test_what_the_server_could_not_store_stays_in_the_box_and_is_sent_once(visit):
    page = visit()
    begin(page)
    ids: list[str] = []

    def full(route: Any) -> None:
        ids.append(route.request.post_data_json["id"])
        body = 'event: accepted\ndata: {}\n\nevent: error\ndata: {"text": "The disk is full.", "keep": true}\n\n'
        if len(ids) == 1:
            route.fulfill(status=200, content_type="text/event-stream", body=body)
        else:
            route.continue_()

    page.route("**/api/message", full)
    page.fill("#reply", ASK)
    page.click("#send")
    page.wait_for_function("() => document.getElementById('status').innerText.includes('disk is full')")
    settled(page)
    assert page.input_value("#reply") == ASK
    page.click("#send")
    page.wait_for_selector(".chip")
    settled(page)
    assert ids[0] == ids[1]
    assert said(page) == [ASK] == stored(page)


def test_two_tabs_show_the_same_rehearsal(visit):
    first = visit()
    begin(first)
    second = visit("/", context=first.context)
    second.wait_for_selector(".line.manager")
    say(first, ASK)
    second.wait_for_selector(".chip")
    say(second, EXAMPLE)
    first.wait_for_function("() => document.querySelectorAll('.chip').length === 2")
    assert said(first) == said(second) == [ASK, EXAMPLE] == stored(first)


def test_two_tabs_at_the_same_time_lose_and_double_nothing(visit):
    first = visit()
    begin(first)
    second = visit("/", context=first.context)
    second.wait_for_selector(".line.manager")
    for page, text in ((first, ASK), (second, OWN)):
        page.fill("#reply", text)
    first.evaluate("document.getElementById('send').click()")
    second.evaluate("document.getElementById('send').click()")
    for page in (first, second):
        page.wait_for_function("() => document.querySelectorAll('.chip').length === 2")
        settled(page)
    assert sorted(stored(first)) == sorted([ASK, OWN])
    assert said(first) == said(second) == stored(first)


def test_a_restart_of_the_server_in_the_middle_costs_nothing(visit, watch, server):
    watch.expected.append(NETWORK)
    page = visit()
    begin(page)
    say(page, ASK)
    server.kill()
    page.fill("#reply", EXAMPLE)
    page.click("#send")
    page.wait_for_function("() => document.getElementById('status').innerText.includes('Your text is kept')")
    server.start()
    page.wait_for_selector(".chip >> nth=1")
    settled(page)
    assert said(page) == [ASK, EXAMPLE] == stored(page)
    press(page, "Hint")
