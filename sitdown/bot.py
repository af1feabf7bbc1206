"""The bot in this process: the trained model, the actions and the store, one turn at a time."""

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sitdown.archive import Archive, archive_in
from sitdown.channels.gate import Refused, admit, as_rasa_text
from sitdown.channels.messages import Message, NeutralOutput, offered_payloads, to_neutral
from sitdown.errors import SitdownError, StateError, StoreError
from sitdown.paths import project_home
from sitdown.store import FailClosedTrackerStore

logger = logging.getLogger(__name__)

_ACTION_SECONDS = 10  # an action that takes longer is given up
_LOCK_POLL_SECONDS = 0.02  # how often a waiting turn looks whether it is next
_APOLOGY = "Something went wrong on my side just now. What you said is kept; say it again or type retry, and we go on."
_BUSY = "I am still busy with what was said before. Wait a moment and send it again; nothing is lost."

_BEGINS_MEETING = "/choose_meeting"
_PREFERENCES_SLOT = "preferences"

ResultT = TypeVar("ResultT")


class InProcessActions:
    """Runs custom actions in this process; stands where Rasa expects the endpoint of an action server."""

    url = "in this process"

    def __init__(self, store: FailClosedTrackerStore | None = None, *, seconds: float = _ACTION_SECONDS) -> None:
        from rasa_sdk.executor import ActionExecutor

        home = str(project_home())
        if home not in sys.path:
            sys.path.insert(0, home)
        self.kwargs: dict[str, Any] = {}
        self._store = store
        self._seconds = seconds
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    async def request(self, method: str = "post", *, json: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Run the action that Rasa asks for; one that fails or hangs is answered by an apology."""
        try:
            with archive_in(self._store):
                return await asyncio.wait_for(self._executor.run(json), self._seconds) or {}  # type: ignore[arg-type]
        except StateError as error:
            return _told_to_the_user(f"{error.problem} To go on: {error.remedy}")
        except SitdownError as error:
            return _told_to_the_user(str(error))
        except Exception:
            logger.exception("action failed")  # the formatter keeps the kind and the place, no texts
            return _told_to_the_user(_APOLOGY)


def _told_to_the_user(text: str) -> dict[str, Any]:
    return {"events": [{"event": "followup", "name": "action_listen"}], "responses": [{"text": text, "custom": {"speaker": "coach"}}]}


class Bot:
    """A loaded bot. Conversations are told apart by ids; each is handled one turn at a time."""

    def __init__(self, agent: Any) -> None:
        self.agent = agent
        self._running: set[asyncio.Task[Any]] = set()

    async def say(self, conversation_id: str, text: object, *, channel: str, offered: list[str] | None = None, message_id: str | None = None) -> list[Message]:
        """Hand one message in and return what the bot says, stored before it is returned.

        Args:
            conversation_id: made by `gate.new_id` or checked by `gate.is_valid_id`.
            text: what the user typed, or a payload.
            channel: the name of the channel.
            offered: payloads that may be chosen now; looked up in the conversation when None.
            message_id: the client's; a message with the id of one that was answered is not said again, its answer is returned again.
        """
        refused = admit(text)
        if isinstance(refused, Refused):
            return [_refusal(refused.reason, refused.message)]
        return await self._to_the_end(self._turn(conversation_id, text, channel=channel, offered=offered, message_id=message_id))

    async def _turn(self, conversation_id: str, text: object, *, channel: str, offered: list[str] | None, message_id: str | None) -> list[Message]:
        from rasa.core.channels.channel import UserMessage
        from rasa.core.lock_store import LockError

        output = NeutralOutput()
        try:
            async with self._alone(conversation_id):
                answered = self.answers(conversation_id, message_id) if message_id else None
                if answered is not None:
                    return answered or [_apology()]
                admission = admit(text, offered=await self.offered(conversation_id) if offered is None else offered)
                if isinstance(admission, Refused):
                    return [_refusal(admission.reason, admission.message)]
                if admission.text.startswith(_BEGINS_MEETING):
                    await self._begin_session(conversation_id)
                message = UserMessage(admission.text, output, conversation_id, input_channel=channel, message_id=message_id)
                await self.agent.processor.handle_message(message)
        except StoreError as error:
            return [_refusal("store", f"{error.problem} {error.remedy[:1].upper()}{error.remedy[1:]}")]
        except LockError:
            return [_refusal("busy", _BUSY)]
        return output.messages or [_apology()]

    async def _begin_session(self, conversation_id: str) -> None:
        """Begin a session of Rasa's: a new meeting needs nothing of earlier ones but the preferences, and each turn is faster without them."""
        from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
        from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet

        store = self.agent.tracker_store
        tracker = await store.retrieve(conversation_id)
        if tracker is None:
            return
        preferences = tracker.get_slot(_PREFERENCES_SLOT)
        # Each is made after the one before: the store tells by the times what belongs to a session.
        tracker.update(ActionExecuted(ACTION_SESSION_START_NAME))
        tracker.update(SessionStarted())
        tracker.update(SlotSet(_PREFERENCES_SLOT, preferences))
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        await store.save(tracker)

    async def forget(self, conversation_id: str, *, key: str | None = None) -> None:
        """Delete one rehearsal of a conversation's owner, or all without a key, for good.

        It waits for a turn that is going on: a turn saved afterwards would bring its words back.

        Raises:
            SitdownError: there is no such rehearsal, or the words can't be deleted now.
        """
        await self._to_the_end(self._forget(conversation_id, key))

    async def _forget(self, conversation_id: str, key: str | None) -> None:
        archive = Archive(self.agent.tracker_store, conversation_id)
        async with self._alone(conversation_id):
            await (asyncio.to_thread(archive.forget_all) if key is None else asyncio.to_thread(archive.forget, key))

    def is_busy(self, conversation_id: str) -> bool:
        """Return whether a turn of a conversation is going on or waiting."""
        return self.agent.lock_store.get_lock(conversation_id) is not None

    async def finish(self, *, seconds: float) -> None:
        """Wait for the turns that are going on, at most so long."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    async def _to_the_end(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Do something to its end: a client that goes away in the middle must not cost the turn."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    @contextlib.asynccontextmanager
    async def _alone(self, conversation_id: str) -> AsyncIterator[None]:
        """Hold the lock of a conversation (Rasa's own, as Agent.handle_message does)."""
        async with self.agent.lock_store.lock(conversation_id, wait_time_in_seconds=_LOCK_POLL_SECONDS):
            yield

    async def offered(self, conversation_id: str) -> list[str]:
        """Return the payloads that the last bot message of a conversation offers."""
        return offered_payloads(self.answers(conversation_id) or [])

    def answers(self, conversation_id: str, message_id: str | None = None) -> list[Message] | None:
        """Return what the bot said to the user's message of that id, or to the last one; None when there is none."""
        events = self.agent.tracker_store.said_after(conversation_id, message_id=message_id)
        return None if events is None else [to_neutral({"text": e.get("text"), **(e.get("data") or {})}) for e in events]

    async def slot(self, conversation_id: str, name: str) -> Any:
        """Return a slot of a conversation, None when there is no such conversation."""
        tracker = await self.agent.tracker_store.retrieve(conversation_id)
        return tracker.get_slot(name) if tracker else None

    def understand(self, replies: Sequence[tuple[str, str | None, str]]) -> list[dict[str, Any]]:
        """Return what the pipeline finds in replies outside a conversation, in order.

        Args:
            replies: text, stage (None to guess it) and the manager's line of each.
        """
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.shared.core.trackers import DialogueStateTracker

        messages = [
            UserMessage(as_rasa_text(text), NeutralOutput(), "scoring-only", metadata={"stage": stage, "manager": manager}) for text, stage, manager in replies
        ]
        processor = self.agent.processor
        inputs = {PLACEHOLDER_MESSAGE: messages, PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("scoring-only", [])}
        parsed = processor.graph_runner.run(inputs=inputs, targets=[processor.model_metadata.nlu_target])
        return [message.as_dict(only_output_properties=True) for message in parsed[processor.model_metadata.nlu_target]]

    async def warm_up(self) -> None:
        """Run the pipeline once, so that the first turn is as fast as the others."""
        from rasa.core.channels.channel import UserMessage

        await self.agent.processor.parse_message(UserMessage("Thanks for your time, what made you hesitate?", NeutralOutput(), "warm-up-only"))


def _refusal(reason: str, text: str) -> Message:
    return {"text": text, "speaker": "coach", "refused": reason}


def _apology() -> Message:
    return {"text": _APOLOGY, "speaker": "coach"}


def load_bot(model: Path, store: Any) -> Bot:
    """Return a bot with a trained model.

    Args:
        model: the model file.
        store: the tracker store; None to score replies only, without conversations.

    Raises:
        SitdownError: the model is missing or can't be loaded.
    """
    from rasa.core.agent import Agent

    if not model.is_file():
        raise SitdownError(f"{model.name}: there is no trained model.", remedy="run `make chat` or `sitdown train`, which trains one.")
    agent = Agent(action_endpoint=InProcessActions(store))
    if store is not None:
        agent.tracker_store = store  # not through Agent(tracker_store=...), which would wrap it to fall back on memory
    try:
        agent.load_model(str(model))
    except SitdownError:
        raise
    except Exception as error:
        raise SitdownError(
            f"{model.name}: the trained model can't be loaded ({type(error).__name__}).", remedy="train it anew with `sitdown train --force`."
        ) from error
    if store is not None:
        store.domain = agent.domain
    return Bot(agent)
