"""Tell whether a reply says yes or no to what was offered."""

_YES_WORDS = (
    "yes",
    "yeah",
    "yep",
    "sure",
    "of course",
    "deal",
    "i will",
    "i'll",
    "absolutely",
    "gladly",
    "ok",
    "okay",
    "works",
    "count me in",
    "definitely",
    "happy to",
    "done",
    "fine",
    "aye",
    "agreed",
    "i can do that",
)
_NO_WORDS = ("no", "nope", "can't", "cannot", "won't", "not really", "rather not", "not sure", "nah")


def says_yes(reply: str) -> bool:
    """Return whether a reply holds a yes and does not begin with a no."""
    padded = f" {_plain(reply)} "
    return not says_no(reply) and any(f" {word} " in padded for word in _YES_WORDS)


def says_no(reply: str) -> bool:
    """Return whether a reply begins with a no."""
    first = " ".join(_plain(reply).split()[:4])
    return any(f" {word} " in f" {first} " for word in _NO_WORDS) and not first.startswith("no problem")


def _plain(reply: str) -> str:
    return "".join(c if c.isalnum() or c in " '" else " " for c in reply.lower().replace("’", "'"))
