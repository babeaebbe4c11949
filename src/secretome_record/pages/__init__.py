"""The lowest room of the record: base templates, pieces, style sheet, lists, uploads, exports."""
