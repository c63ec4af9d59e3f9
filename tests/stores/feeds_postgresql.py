"""What ended on one machine has ended on the others, by a feed in a real PostgreSQL: sealed cookies."""

import unittest

from tests import tally
from tests.stores.feeds import Feeds


class PostgreSQL(Feeds, unittest.TestCase):
    SERVICE = "POSTGRESQL"


if __name__ == "__main__":
    tally.main()
