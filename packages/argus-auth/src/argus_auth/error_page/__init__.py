"""The page that refused logins and dead links lead to."""
