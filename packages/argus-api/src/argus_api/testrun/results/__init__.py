"""Result tables of a run."""
