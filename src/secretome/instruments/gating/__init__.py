"""Counts of gated events: FlowJo workspaces and FACSDiva experiments. No gate is drawn again."""
