"""Profile pictures: files on the server's disk and the rows that point to them."""
