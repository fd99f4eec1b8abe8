"""Issues of GitHub and Jira, and the runs that they are linked to."""
