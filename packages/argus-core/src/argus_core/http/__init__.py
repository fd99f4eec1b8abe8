"""The wire: JSON form, envelope, errors, routes and the dispatcher that finds them."""
