"""Notifications of one account by another."""
