"""Quality: samples, results, verdicts, a lot's disposition and its certificate."""
