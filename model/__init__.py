"""The rules of the world: what a signal, a face, a contact and a day are, whoever plays."""
