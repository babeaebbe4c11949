"""Pages of the quality room: find, one service call, answer."""
