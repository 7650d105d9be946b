"""The templates of the documents, and the catalogue that says what each is."""
