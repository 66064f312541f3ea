"""A stack with every resource. `phase` 1 changes every input that can be changed in place, and replaces one of each type.

What is called `spare` is replaced, and `moved` is what is replaced since it goes to another place.
"""

import account  # noqa: F401
import balancing  # noqa: F401
import images  # noqa: F401
import network  # noqa: F401
import office  # noqa: F401
import servers  # noqa: F401
