"""How completely a lot is described, by the field's own checklists, with what is missing named."""
