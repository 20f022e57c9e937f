"""The addresses of an application, taken from its own table: a new one cannot be forgotten."""


def addresses(routes, prefix=""):
    """Every address with its methods: mounted applications and included routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from addresses(inner.routes, prefix)
        elif hasattr(route, "app") and getattr(route, "methods", None) is None:
            yield from addresses(route.app.routes, prefix + route.path)
        else:
            yield prefix + route.path, frozenset(route.methods or ())
