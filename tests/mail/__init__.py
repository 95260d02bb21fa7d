"""Mail: the rules by laws and tables, the shells against a real Dovecot and a real SMTP server."""
