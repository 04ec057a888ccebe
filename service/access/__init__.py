"""Who may do what: keys with scopes for the compliance API, subscriber tokens for private lists."""
