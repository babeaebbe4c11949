"""Cell counters: Vi-CELL XR and BLU, NucleoCounter by NucleoView and NC-View."""
