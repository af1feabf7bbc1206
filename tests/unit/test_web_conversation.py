from sitdown.channels.web.conversation import messages_of, state_of


def user(text: str, intent: str = "answer", message_id: str = "an-id-0001") -> dict:
    return {"event": "user", "text": text, "message_id": message_id, "parse_data": {"intent": {"name": intent}}}


def bot(text: str, **data: object) -> dict:
    return {"event": "bot", "text": text, "data": {"custom": {"speaker": "coach"}, **data}}


def state(seed: int | None, **more: object) -> dict:
    return {"event": "slot", "name": "rehearsal", "value": None if seed is None else {"seed": seed, **more}}


def texts(*events: dict) -> list[str]:
    return [message["text"] for message in messages_of(events)]


def test_messages_of_nothing_are_none():
    assert messages_of([]) == []


def test_messages_of_a_talk_without_a_rehearsal_are_all():
    assert texts(user("hello"), bot("Who?"), user("help"), bot("Help.")) == ["hello", "Who?", "help", "Help."]


def test_messages_of_the_user_carry_their_id_and_speaker():
    assert messages_of([user("hello", message_id="my-id-0001")]) == [{"speaker": "you", "text": "hello", "id": "my-id-0001"}]


def test_messages_begin_with_the_choice_of_the_current_rehearsal():
    first = [user("/choose_meeting{}", "choose_meeting"), state(1), bot("one"), user("a"), state(1), bot("b")]
    second = [user("drill inquiry", "drill"), state(2), bot("two"), user("c"), state(2), bot("d")]
    assert texts(*first, *second) == ["drill inquiry", "two", "c", "d"]


def test_messages_keep_a_rehearsal_whole_when_drills_were_only_offered():
    events = [user("/choose_meeting{}", "choose_meeting"), state(1), bot("one"), user("a"), state(1), bot("b"), user("drill", "drill"), bot("which?")]
    assert texts(*events) == ["one", "a", "b", "drill", "which?"]


def test_messages_begin_with_the_form_of_ones_own_meeting():
    form = [user("my own meeting", "own_meeting"), bot("Your job?"), user("welder", None), state(7), bot("Begin.")]
    assert texts(user("hello"), bot("Who?"), *form) == ["my own meeting", "Your job?", "welder", "Begin."]


def test_messages_show_the_title_of_a_chosen_option():
    options = [{"title": "My plan on one page", "payload": "plan"}, {"title": "A new meeting", "payload": "restart"}]
    assert texts(bot("What next?", buttons=options), user("plan"), bot("Here.")) == ["What next?", "My plan on one page", "Here."]


def test_messages_show_what_was_typed_when_nothing_was_offered_any_more():
    options = [{"title": "My plan on one page", "payload": "plan"}]
    assert texts(bot("What next?", buttons=options), user("no"), bot("Well."), user("plan")) == ["What next?", "no", "Well.", "plan"]


def test_messages_hide_a_payload_that_the_page_sent_by_itself():
    assert texts(user('/choose_meeting{"persona": "hostile"}', "choose_meeting"), state(1), bot("Sit.")) == ["Sit."]


def test_messages_survive_states_that_are_no_objects():
    assert texts(user("a"), {"event": "slot", "name": "rehearsal", "value": [1]}, bot("b")) == ["a", "b"]
    assert texts(user("a"), state(None), bot("b")) == ["a", "b"]


def test_messages_survive_odd_events():
    assert messages_of([{"event": "user"}, {"event": "bot"}, {"event": "action", "name": "x"}, {"event": "user", "text": None, "parse_data": None}]) == []


def test_state_of_nothing_is_idle():
    assert state_of({}) == {"phase": "idle", "mode": "practice", "stage": None, "replies": 0, "scenario": None, "persona": None}


def test_state_of_a_meeting():
    stored = {"mode": "dress_rehearsal", "stage": "goals", "turns": [1, 2], "scenario": "s", "persona": "p"}
    told = state_of({"rehearsal": stored, "rehearsal_phase": "meeting", "preferences": {"mode": "practice"}})
    assert told == {"phase": "meeting", "mode": "dress_rehearsal", "stage": "goals", "replies": 2, "scenario": "s", "persona": "p"}


def test_state_of_preferences_alone_has_their_mode():
    assert state_of({"rehearsal": None, "preferences": {"mode": "dress_rehearsal"}})["mode"] == "dress_rehearsal"


def test_state_of_damaged_slots_is_idle():
    assert state_of({"rehearsal": 7, "preferences": "x", "rehearsal_phase": None})["phase"] == "idle"
