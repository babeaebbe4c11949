"""The commands that need no Django: one file each, named after the command."""
