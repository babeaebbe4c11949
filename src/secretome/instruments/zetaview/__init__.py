"""ZetaView size exports and their position tables, software 8.05 and 8.06."""
