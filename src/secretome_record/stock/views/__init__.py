"""Pages of the stock room: places and custody, transports, temperature files and holds."""
