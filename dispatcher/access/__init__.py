"""Who may come in: users and their roles, log-ins, sessions, and the one-time tickets that open a socket."""
