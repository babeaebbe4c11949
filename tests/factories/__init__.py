"""Records for tests, built through the services, so that every state could have come about."""
