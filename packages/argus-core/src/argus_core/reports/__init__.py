"""Reports about SCT runs, as pages and as mails."""
