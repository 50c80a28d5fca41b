"""Units in a labgrid lab: a resource that names one, a driver that speaks to it, and places by name. Needs the extra `lab`."""
