"""The ways in and out: what is let in, the neutral messages, and one module per channel."""
