"""What the app's requests and answers look like: typed records, from which the browser's own types are made."""
