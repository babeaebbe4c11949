"""The record of secretome: who did what to which lot for which patient (Django)."""
