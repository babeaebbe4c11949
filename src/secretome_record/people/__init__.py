"""Accounts, roles, sites, the keys of data subjects, sign-in and the signing step."""
