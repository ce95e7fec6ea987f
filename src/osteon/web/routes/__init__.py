"""The addresses of the app, one file a subject."""
