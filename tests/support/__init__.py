"""What several tests need: blocks in their ranges, checked integers, scenes that were played."""
