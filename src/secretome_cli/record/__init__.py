"""The commands that need the site: each sets Django up before it does anything."""
