"""The course of a treatment: prescription, questions, states, dose, plan. Reads a snapshot, writes targets."""
