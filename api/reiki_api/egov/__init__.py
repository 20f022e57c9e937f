"""法令API Version 2 for municipal regulations (`/api/2/`): existing clients of the national service work against it."""
