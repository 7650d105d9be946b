"""The registers of the city that we ask about an applicant."""
