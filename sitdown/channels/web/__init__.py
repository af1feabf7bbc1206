"""The web page and what it talks to: sessions, server-sent events, downloads, deletion (docs/web.md)."""
