"""The four ways in: rows, attachments, acknowledgements and write-backs of a channel."""
