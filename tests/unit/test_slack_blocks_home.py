import pytest
from slack_block_kit import HOSTILE, assert_takes, elements_of, shown

from sitdown.channels.slack.blocks.chart import debrief_alt_text, debrief_picture
from sitdown.channels.slack.blocks.home import home_view

EMPTY = {"type": "history", "rehearsals": [], "dimensions": [], "practise_next": "", "weeks_in_a_row": 0}


def rehearsal(number, **changes):
    begun = f"2026-11-{number % 28 + 1:02}T09:00"
    return {"key": f"slack-1:{number}", "begun": begun, "scenario": "Welder", "manager": "Dana", "outcome": "commitment", "overall": number % 100} | changes


def progress(count, **changes):
    dimensions = [{"id": "listening", "label": "Listening", "course": [1.0, 2.0, 3.5]}, {"id": "buy_in", "label": "Buy-in", "course": []}]
    return EMPTY | {"rehearsals": [rehearsal(n) for n in range(1, count + 1)], "dimensions": dimensions, "practise_next": "Ask first.", **changes}


def view(content, card=EMPTY, *, phase="idle", mode="practice", name="", **kwargs):
    made = home_view(content, progress=card, phase=phase, mode=mode, name=name, **kwargs)
    assert made["type"] == "home"
    assert_takes(made["blocks"], surface="home")
    return made["blocks"]


def element(blocks, action_id):
    return next((e for e in elements_of(blocks) if e["action_id"] == action_id), None)


def test_all_scenarios_managers_modes_and_drills_can_be_chosen(content):
    blocks = view(content)
    ids = {a: {o["value"] for o in element(blocks, a)["options"]} for a in ("home:scenario", "home:persona", "home:mode", "home:drill")}
    assert ids["home:scenario"] == set(content.scenarios)
    assert ids["home:persona"] == set(content.personas)
    assert ids["home:mode"] == {"practice", "dress_rehearsal"}
    assert ids["home:drill"] == {drill.id for drill in content.coach.drills}
    assert not any(o["text"]["text"].endswith("…") for a in ids for o in element(blocks, a)["options"]), "no title is cut"


def test_what_was_chosen_last_is_chosen(content):
    blocks = view(content, mode="dress_rehearsal", persona="hostile", scenario="nurse_charge_nurse")
    chosen = {a: element(blocks, a)["initial_option"]["value"] for a in ("home:scenario", "home:persona", "home:mode")}
    assert chosen == {"home:scenario": "nurse_charge_nurse", "home:persona": "hostile", "home:mode": "dress_rehearsal"}
    assert "initial_option" not in element(blocks, "home:drill")
    assert "initial_option" not in element(view(content, scenario="gone"), "home:scenario")


@pytest.mark.parametrize(("phase", "is_offered"), [("idle", False), ("debrief", False), ("meeting", True), ("drill", True), ("paused", True)])
def test_what_is_going_on_can_be_gone_on_with(content, phase, is_offered):
    assert bool(element(view(content, phase=phase), "home:resume")) is is_offered


def test_block_ids_stay_the_same_so_that_the_state_of_the_menus_is_found(content):
    for blocks in (view(content), view(content, progress(3), phase="meeting", name="Ana")):
        named = {b["accessory"]["action_id"]: b["block_id"] for b in blocks if "accessory" in b}
        assert all(action == block for action, block in named.items())


def test_the_first_time_nothing_is_claimed_and_everything_can_still_be_deleted(content):
    blocks = view(content)
    assert "Nothing yet." in shown(blocks)
    assert "Hello" not in shown(blocks)
    assert element(blocks, "home:export") is None
    assert element(blocks, "home:forget_one") is None
    assert element(blocks, "home:forget_all")["confirm"]["title"]["text"] == "Delete everything?"


def test_progress_shows_the_last_rehearsals_and_the_course_of_each_skill(content):
    text = shown(view(content, progress(7, weeks_in_a_row=3), name="Ana"))
    assert "Hello Ana." in text
    assert "- 7. 7 of 100 2026-11-08, Welder, with Dana" in text
    assert "- 2. " not in text
    assert "2 earlier ones are not shown." in text
    assert "- Listening ▰▰▰▰▰▰▰▰▰▱ 3.5 of 4 ▂▄▇" in text
    assert "Buy-in" not in text
    assert "To practise next: Ask first." in text
    assert "3 weeks in a row" in text


def test_an_unfinished_rehearsal_and_unreadable_ones_are_told(content):
    card = progress(0, rehearsals=[rehearsal(1, outcome="")], unreadable=True)
    assert "with Dana, not finished" in shown(view(content, card))
    assert "saved by another version" in shown(view(content, card))


def test_files_and_rehearsals_are_chosen_by_what_cannot_shift(content):
    blocks = view(content, progress(3))
    assert [o["value"] for o in element(blocks, "home:export")["options"]] == ["html", "md", "json", "ics"]
    assert [o["value"] for o in element(blocks, "home:forget_one")["options"]] == ["slack-1:3", "slack-1:2", "slack-1:1"]
    for action in ("home:forget_one", "home:forget_all"):
        asked = element(blocks, action)["confirm"]["text"]["text"]
        assert "for good" in asked
        assert "stay in Slack" in asked
        assert not asked.endswith("…")


def test_three_hundred_rehearsals_fit(content):
    blocks = view(content, progress(300))
    options = element(blocks, "home:forget_one")["options"]
    assert len(options) == 100
    assert options[0]["value"] == "slack-1:300"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_names_of_any_kind_fit_and_stay_inert(content, text):
    card = progress(0, rehearsals=[rehearsal(n, scenario=text, manager=text) for n in range(1, 9)])
    view(content, card, name=text)


@pytest.fixture
def debrief():
    labels = ("Relationship", "Finding out", "Listening", "Company first", "Buy-in", "Composure")
    return {"type": "debrief", "course": [35, 80, 62], "reasons": [{"label": x, "mean": None if x == "Buy-in" else 2.5} for x in labels]}


def test_the_picture_is_a_png_of_readable_size(debrief):
    picture = debrief_picture(debrief)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert picture[16:24] == (960).to_bytes(4, "big") + (840).to_bytes(4, "big")
    assert len(picture) < 200_000


def test_no_picture_of_nothing(debrief):
    assert debrief_picture({**debrief, "course": []}) == b""


def test_the_alternative_text_says_what_the_picture_shows(debrief):
    text = debrief_alt_text(debrief)
    assert text.startswith("Means of 4: Relationship 2.5, ")
    assert "Buy-in not rated" in text
    assert text.endswith("Score of each reply, of 100: 35, 80, 62.")
    assert len(debrief_alt_text({**debrief, "course": [50] * 900})) <= 1000


@pytest.mark.parametrize(("is_about_data", "heading"), [(False, "Begin a rehearsal"), (True, "My data")])
def test_what_became_of_a_click_stands_where_it_was_clicked(content, is_about_data, heading):
    blocks = view(content, told="Deleted for good.", is_about_data=is_about_data)
    headings = {b["text"]["text"]: number for number, b in enumerate(blocks) if b["type"] == "header"}
    (number,) = [number for number, block in enumerate(blocks) if "Deleted for good." in shown([block])]
    assert abs(number - headings[heading]) == 1
    assert "Deleted for good." not in shown(view(content))
