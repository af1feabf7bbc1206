"""Graph components that turn a message into moves and evidence, and what they are made of."""
