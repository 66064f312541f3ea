"""How an application asks its server to cut a connection."""

#: The extension of ASGI by which a request is lent the function that closes its connection at once.
CLOSE = "outscale.close"
