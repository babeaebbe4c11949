"""Temperature loggers: HOBO exports in their many locales, Fridge-tag reports."""
