"""Tokens for programs: the one of the account, and personal access tokens."""
