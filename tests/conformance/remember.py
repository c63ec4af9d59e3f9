"""The rules of remembered logins, and vectors of them: docs/decisions/remembered-logins.md has the words.

    python3 -m tests.conformance.remember --seed 1 >tests/conformance/remember.jsonl
"""

import argparse
import json
import random
from typing import NamedTuple, Optional

from tests.interop import sealed

LIFETIME = 30 * 86400
GRACE = 10


class List(NamedTuple):
    """What a list of ended sessions knows: {series: (counter, second)}, and what ended."""
    uses: dict
    sessions: dict
    users: dict
    everybody: int
    max_staleness: int


def user_of(content: bytes) -> Optional[str]:
    try:
        user = json.loads(content)["_user_id"]
    except (ValueError, KeyError, TypeError):
        return None
    return user if isinstance(user, str) and user else None


def judge(opened: Optional[sealed.Session], known: List, now: int, skew: int) -> dict:
    """What a request gets whose session names nobody."""
    over = {"outcome": "over"}
    if not opened:
        return over
    since, counter, series = opened.created, opened.age, opened.handle.hex()
    user = user_of(opened.content)
    if since > now + 2 * skew + 1 or now - since > LIFETIME or not user or counter == 2**32 - 1:
        return over
    if series in known.sessions and now >= known.sessions[series][0]:
        return over
    if since <= max(known.users.get(user, -1), known.everybody):
        return over
    highest, second = known.uses.get(series, (0, 0))
    following = {"user": user, "since": since, "series": series, "counter": counter + 1}
    if counter >= highest:
        return {"outcome": "used", **following}
    if counter + 1 == highest and now - second <= GRACE + (skew if known.max_staleness else 0):
        return {"outcome": "again", **following}
    return {"outcome": "stolen"}


class Vectors:
    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.rows = 0

    def bytes(self, size: int) -> bytes:
        return self.random.randbytes(size)

    def row(self, name: str, *, counter=0, age=100, user="42", content=None, now=None, series=None, highest=None,
            ago=0, ended=None, user_ended=None, everybody=-1, max_staleness=0, skew=60, purpose="remember",
            cookie_name="session", application="", secret=None, change=None):
        now = now or self.random.randrange(1_600_000_000, 2_000_000_000)
        series = series or self.bytes(16)
        own = self.bytes(24).hex()
        remember_name = cookie_name.replace("session", "remember")
        box = sealed.Box(secret or own, remember_name, application, purpose)
        text = json.dumps({"_user_id": user}, separators=(",", ":")) if content is None else content
        value = box.seal(sealed.Session(now - age, counter, series, text.encode()), self.bytes(24))
        if change:
            value = change(value)
        known = List(
            uses={} if highest is None else {series.hex(): [highest, now - ago]},
            sessions={} if ended is None else {series.hex(): [now - ended, now + LIFETIME]},
            users={} if user_ended is None else {user: now - user_ended},
            everybody=everybody if everybody < 0 else now - everybody,
            max_staleness=max_staleness)
        reader = sealed.Box(own, remember_name, application, "remember")
        self.rows += 1
        print(json.dumps({
            "group": "remember", "id": f"remember-{self.rows:04}", "name": name,
            "settings": {"cookie_name": cookie_name, "application": application, "skew": skew},
            "ring": {"keys": [{"secret": own}]}, "now": now, "cookie": value, "known": known._asdict(),
            "expect": judge(reader.open(value), known, now, skew)}))

    def named(self):
        row = self.row
        row("first_use")
        row("first_use_of_a_known_series", highest=0, ago=100)
        row("later_use", counter=7, highest=7, ago=1000)
        row("of_a_series_whose_last_use_is_not_known_yet", counter=8, highest=7)
        row("of_a_series_that_nobody_knows", counter=8)
        row("beside_the_request_that_used_it", counter=3, highest=4)
        row("beside_it_until_the_grace_is_over", counter=3, highest=4, ago=10)
        row("copy", counter=3, highest=4, ago=11)
        row("copy_of_an_older_one", counter=2, highest=4)
        row("copy_of_the_first", counter=0, highest=9, ago=86400)
        row("grace_of_hosts_whose_clocks_differ", counter=3, highest=4, ago=70, max_staleness=30)
        row("copy_beyond_that", counter=3, highest=4, ago=71, max_staleness=30)
        row("used_by_a_host_whose_clock_is_ahead", counter=3, highest=4, ago=-50, max_staleness=30)
        row("as_old_as_allowed", age=LIFETIME)
        row("too_old", age=LIFETIME + 1)
        row("begun_ahead", age=-121)
        row("from_the_future", age=-122)
        row("from_the_future_without_skew", age=-2, skew=0)
        row("great_counter", counter=2**32 - 3, highest=2**32 - 3)
        row("greatest_counter", counter=2**32 - 1)
        row("ended", ended=0)
        row("not_ended_yet", ended=-1)
        row("ended_and_copied", counter=0, highest=5, ago=100, ended=50)
        row("user_ended", user_ended=100)
        row("user_ended_before", user_ended=101)
        row("user_ended_and_copied", counter=0, highest=5, ago=100, user_ended=50)
        row("everybody_ended", everybody=100)
        row("everybody_ended_before", everybody=101)
        row("user_beyond_ascii", user="Zoë 😀")
        row("user_is_empty", user="")
        row("user_is_a_number", content='{"_user_id":42}')
        row("user_is_missing", content="{}")
        row("content_is_a_list", content='["_user_id"]')
        row("content_is_broken", content='{"_user_id":"42"')
        row("host_prefix", cookie_name="__Host-session")
        row("of_an_application", application="https://example.com")
        row("of_another_key", secret="x" + "0123456789abcdef" * 3)
        row("a_session_in_its_place", purpose="session")
        row("changed", change=lambda value: value[:70] + ("A" if value[70] != "A" else "B") + value[71:])
        row("cut", change=lambda value: value[:-1])
        row("no_base64", change=lambda value: value + "=")

    def any(self):
        pick = self.random.choice
        highest = pick([None, 0, 1, 2, 5])
        self.row("random", counter=self.random.randrange(6), highest=highest,
                 ago=pick([0, 5, 10, 11, 69, 70, 71, 9999]), age=pick([0, 1, 100, 86400, LIFETIME, LIFETIME + 1, -1]),
                 ended=pick([None] * 5 + [0, 9]), user_ended=pick([None] * 5 + [0, 100, 101]),
                 everybody=pick([-1] * 5 + [100, 101]), max_staleness=pick([0, 0, 30]), skew=pick([0, 60]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    vectors = Vectors(parser.parse_args().seed)
    vectors.named()
    for _ in range(100):
        vectors.any()


if __name__ == "__main__":
    main()
