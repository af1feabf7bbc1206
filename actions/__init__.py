"""Custom actions: read the tracker, call sitdown.rehearsal, speak, return slots. No decisions and no wording."""
