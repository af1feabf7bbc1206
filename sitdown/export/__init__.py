"""What a rehearsal is written out as: a page, a text, data, and dates for the calendar."""
