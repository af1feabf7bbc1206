"""Errors that a person can act on."""


class SitdownError(Exception):
    """Something is wrong that the person at the keyboard can put right.

    Args:
        problem: names the file or setting and what was found.
        remedy: what to do about it, as one sentence.
    """

    def __init__(self, problem: str, *, remedy: str) -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem}\n  What to do: {remedy}")


class ContentError(SitdownError):
    """One or more content files (rubric, personas, scenarios ...) can't be used.

    Args:
        mistakes: one line each, starting with the file and the place in it.
    """

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        listed = "\n".join(f"  {mistake}" for mistake in mistakes)
        super().__init__(
            f"{len(mistakes)} mistake(s) in the content files:\n{listed}",
            remedy="correct the lines named above, then run the same command again.",
        )


class StateError(SitdownError):
    """A stored rehearsal can't be read by this version."""


class StoreError(SitdownError):
    """What was said can't be saved or read back at the moment."""
