"""Result tables that clients submit."""
