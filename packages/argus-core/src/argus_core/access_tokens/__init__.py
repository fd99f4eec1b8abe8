"""Personal access tokens: named, expiring, with scopes; shown once and stored as a hash."""
