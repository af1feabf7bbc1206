"""The rehearsal itself: checks, scores, the manager, the coach and the debrief. Knows nothing of Rasa."""
