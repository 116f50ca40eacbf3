"""What stands behind `./run`: environment, bundles, checks. It runs before all else, so on the standard library."""
