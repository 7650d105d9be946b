"""What the bureau does: one function per deed, taking a session it never commits."""
