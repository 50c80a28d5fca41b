"""Provisioning: who a unit is, which clinic it belongs to, what time it is, and its label."""
