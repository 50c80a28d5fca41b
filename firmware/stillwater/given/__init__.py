"""What a unit has been given: on the bench its identity, key and calibration, by its clinic what to treat. Knows files, no current."""
