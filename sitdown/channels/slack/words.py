"""What the channel itself says to people in Slack, apart from the coach and the manager, and the questions it asks."""

from typing import Any

from sitdown.channels.slack.blocks.elements import Part, actions, button
from sitdown.channels.slack.blocks.messages import Rendered, render

INTERRUPTED = "I was interrupted before I could answer you. Please send it, or choose it, once more; what was said before is kept."
OLD_BUTTON = "That was offered earlier; the newest message has what goes now."
NOT_YOURS = "That is somebody else's rehearsal. Write to me in a direct message and begin your own; nobody else can read it there."
ONLY_TEXT = "I can only read text. Type what you would say to the manager; nothing of the file was kept."
EDITED = "I heard it as you wrote it first; an edit afterwards isn't scored. To say it differently, type retry and say it again."
NO_PICTURE = "The picture of your debrief can't be uploaded here. Everything it shows stands in the debrief above."
NOT_SHOWN = "A part of my answer can't be shown here. What you said was heard and is kept."
PICTURE_TITLE = "Your debrief"
PRIVATE_OR_NOT = "A rehearsal is private. Where do you want to have it?"
IN_PRIVATE, IN_THE_OPEN = "Rehearse in private", "Here in this thread"
OPEN_WARNING = "In this thread everybody in the channel can read it. Begin each of your replies with a mention of me; others who write here are not scored."
OPENED_HERE = "You chose to rehearse in this thread, where everybody in the channel can read it."
GOES_ON_PRIVATELY = "We go on in our direct message."
ANSWERED_PRIVATELY = "You find that in our direct message; it may concern rehearsals that nobody here is to read."
CANT_WRITE_TO_YOU = "I can't write to you in a direct message at the moment. Nothing is lost; try again in a moment, or tell the admin of this app."
WENT_WRONG = "Something went wrong on my side just now. What was said before is kept; wait a moment and try again."
FORGOTTEN_ONE, FORGOTTEN_ALL = "The rehearsal is deleted for good.", "Everything that was kept of you is deleted for good."
STAYS_IN_SLACK = "What stands in this chat, and the files you were sent, stay in Slack; delete them there."
KEPT = "Nothing was deleted."
HELP = """Rehearse the meeting you ask for after hearing "we chose somebody else". It happens in our direct message; write anything to me there.
/sitdown start [manager] [scenario] - a meeting, such as: start hostile nurse
/sitdown drill [name] - five moments of one kind
/sitdown hint, retry, end, resume - in a meeting
/sitdown note, plan, history - after it
/sitdown mode practice, or: mode dress - with or without a scorecard after each reply
/sitdown export [html|md|json|ics] - your last rehearsal as a file
/sitdown forget [number|all] - a rehearsal, or everything, deleted for good"""


def plain(text: str, *further: Part) -> Rendered:
    """Return a sentence of the channel's own, with further blocks below it."""
    rendered = render({"text": text, "speaker": "coach"}, is_last=False)[0]
    return Rendered(rendered.text, [*rendered.blocks, *further])


def ask_where(thread: str) -> Rendered:
    """Return the question whether to rehearse in private or in a thread.

    Args:
        thread: the time stamp of the thread's first message.
    """
    here = button(IN_THE_OPEN, action_id="mention:here", value=thread, label="Rehearse in this thread, where everybody in the channel can read it")
    private = button(IN_PRIVATE, action_id="mention:dm", value=thread, style="primary")
    return plain(f"{PRIVATE_OR_NOT} {OPEN_WARNING}", *actions("mention", [private, here]))


def ask_whether_to_forget(told: str, *, value: str) -> Rendered:
    """Return the question whether to delete something.

    Args:
        told: what, such as "the rehearsal of 3 Nov 2026 (4 replies)".
        value: carried by both buttons; it says what is asked about, and whom.
    """
    yes = button("Delete it for good", action_id="forget:yes", value=value, style="danger")
    return plain(f"Delete {told} for good? This can't be undone.", *actions("forget", [yes, button("Keep it", action_id="forget:no", value=value)]))


def direct_link(app_id: str, team: str) -> str:
    """Return where a click leads to the direct message, in Slack's writing; just words where the app's id is not known."""
    words = "our direct message"
    return f"<https://slack.com/app_redirect?app={app_id}&amp;team={team}|{words}>" if app_id.isalnum() and team.isalnum() else words


def as_response(rendered: Rendered, *, replaces: bool = False) -> dict[str, Any]:
    """Return a message as the arguments of an answer to a click or a command, which only the person sees."""
    return {"text": rendered.text, "blocks": rendered.blocks, "response_type": "ephemeral", "replace_original": replaces}
