"""The science of secretome: measurements, doses, evidence and the body, without Django."""
