"""The sections of an answer, one question each; every sentence names the rows it stands on."""
