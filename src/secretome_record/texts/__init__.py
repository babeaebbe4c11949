"""What the site tells in public: the claims under test, and texts for patients behind a gate."""
