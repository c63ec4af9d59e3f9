"""What ended on one machine has ended on the others, by a feed in a real Redis: sealed cookies."""

import unittest

from tests import tally
from tests.stores.feeds import Feeds


class Redis(Feeds, unittest.TestCase):
    SERVICE = "REDIS"


if __name__ == "__main__":
    tally.main()
