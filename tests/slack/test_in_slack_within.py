"""With Slack's address set to this machine, no word of a rehearsal goes anywhere else. Runs after the other tests of this folder."""

from serving import QUESTION
from test_in_slack_once import cards
from test_in_slack_rehearsal import begin


def test_no_bot_tried_to_reach_anything_but_the_local_slack(ada, hanna, record):
    for person in (ada, hanna):
        begin(person)
        person.say(QUESTION)
        person.command("export md")
        person.wait_for(lambda person=person: [f for f in person.files if f.body])
        assert cards(person) == 1
    seen = record.read_text().splitlines()
    assert seen.count("watching") == 2, "the watch was there, in both processes"
    assert [line for line in seen if line != "watching"] == []
