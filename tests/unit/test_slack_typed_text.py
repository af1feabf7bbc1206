import pytest

from sitdown.channels.slack.typed_text import as_typed


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("3 &lt; 5 &amp; 5 &gt; 3", "3 < 5 & 5 > 3"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("see <http://a.example/?x=1&amp;y=2|a.example> and <https://b.example/?x=1&amp;y=2>", "see a.example and https://b.example/?x=1&y=2"),
        ("<mailto:ana@a.example|ana@a.example> or <mailto:bo@a.example>", "ana@a.example or bo@a.example"),
        ("<@U1|ana> said, <@U2> too, in <#C1|general> and <#C2>", "@ana said, @somebody too, in #general and #channel"),
        ("<!here> <!channel> <!subteam^S1|@welders> <!subteam^S2>", "@here @channel @welders @somebody"),
        ("by <!date^1700000000^{date}|1 March>", "by 1 March"),
        (":smile: :+1::skin-tone-3: :thumbsup:", "😄 👍 👍"),
        ("at 10:30:20, ratio 1:2:3, :no_such_emoji_here:", "at 10:30:20, ratio 1:2:3, :no_such_emoji_here:"),
        ("“Thanks” – it’s fine…", "“Thanks” – it’s fine…"),
        ("two\nlines", "two\nlines"),
        ("a < b", "a < b"),
        ("", ""),
    ],
)
def test_slacks_writing_becomes_what_was_typed(sent, typed):
    assert as_typed(sent) == typed


def test_only_the_mention_of_the_bot_at_the_beginning_is_left_out():
    assert as_typed("<@UBOT> What made you hesitate?", bot_user="UBOT") == "What made you hesitate?"
    assert as_typed(" <@UBOT|sitdown>: hello <@UBOT>", bot_user="UBOT") == "hello @somebody"
    assert as_typed("<@U2> hello", bot_user="UBOT") == "@somebody hello"


def test_a_text_beyond_what_slack_takes_is_left_to_the_gate():
    assert as_typed("&lt;" * 20_000) == "&lt;" * 20_000


def test_hostile_texts_take_no_time():
    for text in ("<" * 39_000, "<a" * 19_000, ":a" * 19_000, "&amp" * 9_000, "<@" + "|" * 38_000):
        assert len(as_typed(text, bot_user="U1")) <= 39_000
