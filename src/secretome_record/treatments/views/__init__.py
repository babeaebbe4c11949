"""Pages of the treatments room: find, one service call, answer."""
