"""Read counts of small RNA: featureCounts tables and plain count tables."""
