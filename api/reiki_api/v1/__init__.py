"""Our own API (`/v1/`): texts by citation and date, with the identity of each version, what changed, what is to come."""
