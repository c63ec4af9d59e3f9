"""What ended on one machine has ended on the others, by a feed in a real Redis: Flask's cookies."""

import unittest

from tests import tally
from tests.stores.feeds import Feeds


class FlaskCookiesByRedis(Feeds, unittest.TestCase):
    SERVICE = "REDIS"
    SEALED: dict[str, str] = {}


if __name__ == "__main__":
    tally.main()
