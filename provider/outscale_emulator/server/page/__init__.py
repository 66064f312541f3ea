"""A page for browsers, at the root of the server: accounts, objects, and the latest requests with their answers.

It only looks: nothing that it does changes the data, counts as a read, or enters the log of the API.
"""

from outscale_emulator.server.page.routes import Page

__all__ = ["Page"]
