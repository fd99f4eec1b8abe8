"""Profile pictures: giving them out and replacing the own one."""
