"""Quantitative PCR: QuantStudio text and workbook, CFX, RDML, plain tables of Ct values."""
