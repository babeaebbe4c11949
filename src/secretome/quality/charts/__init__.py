"""Control charts over lots and runs: limits, Westgard's rules, capability."""
