"""The OUTSCALE API as data: every action, object and field, with types, limits and descriptions."""

from outscale_api.model import Action, Api, Field, Kind, ObjectType, Type, load

__all__ = ["Action", "Api", "Field", "Kind", "ObjectType", "Type", "load"]
