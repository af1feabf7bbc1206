"""Sitdown: rehearse the meeting you ask for after being turned down for a promotion."""

__version__ = "0.1.0"
