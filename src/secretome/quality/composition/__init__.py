"""What a lot is made of, by class: proteins, lipids, nucleic acids, vesicles."""
