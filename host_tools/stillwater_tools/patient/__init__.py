"""How a patient is doing: what a unit's journal and the patient's answers tell, what the clinic's rules make of it, as a page to print."""
