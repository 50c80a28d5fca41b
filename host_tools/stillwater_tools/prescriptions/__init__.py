"""What a clinician sets down: read from a file, told in plain words, signed for one unit, loaded into it. The rules are the firmware's."""
