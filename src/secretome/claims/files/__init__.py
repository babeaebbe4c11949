"""Text of a file that patients read: plain, Markdown, HTML, Word and PDF."""

from secretome.claims.files.reading import SUFFIXES, TextFile, read_text_file, text_of_bytes

__all__ = ["SUFFIXES", "TextFile", "read_text_file", "text_of_bytes"]
