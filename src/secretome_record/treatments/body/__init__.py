"""Where a plan's dose goes in the body: exploratory, for professionals, apart from every dose."""
