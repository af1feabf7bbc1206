"""Slack: rehearsing in a direct message, by Socket Mode or signed HTTP (docs/slack.md)."""
