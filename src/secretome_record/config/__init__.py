"""The site: settings, addresses, access, the first page."""
