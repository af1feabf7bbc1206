"""The neutral messages that every channel renders (docs/architecture.md, section Messages).

A message is `{"text", "speaker"}`, with `"name"` for the manager, `"options": [{"title", "payload"}]` and `"card"` where given.
"""

from typing import Any

from rasa.core.channels.channel import OutputChannel

Message = dict[str, Any]


def to_neutral(bot_message: dict[str, Any]) -> Message:
    """Return Rasa's bot message as a neutral message."""
    custom = bot_message.get("custom") or {}
    neutral: Message = {"text": bot_message.get("text") or "", "speaker": custom.get("speaker", "coach")}
    if custom.get("name"):
        neutral["name"] = custom["name"]
    buttons = bot_message.get("buttons") or bot_message.get("quick_replies")
    if buttons:
        neutral["options"] = [{"title": b["title"], "payload": b["payload"]} for b in buttons]
    if custom.get("card"):
        neutral["card"] = custom["card"]
    return neutral


def offered_payloads(messages: list[Message]) -> list[str]:
    """Return the payloads of the last message's options: those that may be chosen now."""
    return [option["payload"] for option in (messages[-1].get("options") or [])] if messages else []


class NeutralOutput(OutputChannel):
    """Collects what the bot says as neutral messages; sending happens after the turn is stored, and never raises here."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "neutral"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Collect one bot message."""
        self.messages.append(to_neutral(message))

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Collect a plain text, as Rasa's own error replies are."""
        self.messages.append({"text": text, "speaker": "coach"})
