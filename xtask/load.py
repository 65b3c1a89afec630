"""Analysts at one workbench, for locust: each signs in once and then works through leads.

`cargo xtask load` runs it. Accounts are made before anything is measured, with the one-time link of
the first start, and everybody sits at an address of their own on this machine (127.0.1.N), as a team
does: the limit on sign-ins from one address is the product's and stays as it is.
"""

import os
import random
import re
import time
from html import unescape

import pyotp
import requests
from locust import HttpUser, between, events, task
from requests.adapters import HTTPAdapter

# Seconds that somebody looks at a page: at a list, at a lead.
GLANCE, READ = (1, 4), (3, 10)
VERDICTS = ["pursue", "watch", "dismiss", "dismiss", "unsure"]
QUEUES = ["urgent"] * 6 + ["uncertain", "blind", "disputed", "decided"]
WORDS = ["new in town", "hour", "massage", '"one hour"', "place:utrecht", "not today -hour", "call me"]


class Seat(HTTPAdapter):
    """A desk with an address of its own."""

    def __init__(self, number):
        self.address = f"127.0.1.{number + 1}"
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, source_address=(self.address, 0), **kwargs)


def between_marks(text, start, end):
    """What stands between two marks of a page."""
    at = text.index(start) + len(start)
    return unescape(text[at : text.index(end, at)])


def token(text):
    return between_marks(text, 'name="token" value="', '"')


def word(name):
    return f"seven green kettles whistle for {name}"


def post(session, origin, path, fields, **more):
    """Sends a form as a browser does."""
    return session.post(
        path if path.startswith("http") else origin + path,
        data=fields,
        headers={"Origin": origin, "Sec-Fetch-Site": "same-origin"},
        allow_redirects=False,
        **more,
    )


def join(session, origin, link, name):
    """Makes an account with a one-time link; the key of its authenticator."""
    page = session.get(link).text
    key = between_marks(page, '<code id="key">', "</code>").replace(" ", "")
    fields = {"token": token(page), "name": name, "password": word(name), "again": word(name)}
    made = post(session, origin, link, fields | {"code": pyotp.TOTP(key).now()})
    assert "Your recovery codes" in made.text, made.text
    return key


def state(session, origin, purpose, **more):
    page = session.get(origin + "/state", **more).text
    done = post(session, origin, "/purpose", {"token": token(page), "purpose": purpose}, **more)
    assert done.status_code == 303, done.text


ACCOUNTS = []


@events.init.add_listener
def make_accounts(environment, **_):
    """A supervisor, and one analyst for each who will work."""
    origin, link = environment.host, os.environ["SPOOR_LINK"]
    sam = requests.Session()
    join(sam, origin, link, "sam")
    state(sam, origin, "supervision")
    form = token(sam.get(origin + "/accounts").text)
    for number in range(environment.parsed_options.num_users):
        invited = post(sam, origin, "/accounts/invite", {"token": form, "role": "analyst"})
        session = requests.Session()
        session.mount("http://", Seat(number))
        name = f"analyst-{number}"
        key = join(session, origin, between_marks(invited.text, '<code id="link">', "</code>"), name)
        ACCOUNTS.append((number, name, key, time.time()))
    state(session, origin, "investigation")
    wait_for_index(session, origin)


def wait_for_index(session, origin):
    """Until all adverts can be searched: the index is made beside the work, once."""
    before, since = 0, time.time()
    while not before or time.time() - since < 5:
        indexed = session.get(origin + "/api/search").json()["indexed"]
        if indexed != before:
            before, since = indexed, time.time()
        time.sleep(1)


class Analyst(HttpUser):
    """Somebody who signs in once and then works."""

    wait_time = between(*GLANCE)

    def on_start(self):
        number, name, key, made = ACCOUNTS.pop()
        self.client.mount("http://", Seat(number))
        before = {"name": "(sign in)"}
        form = token(self.client.get("/sign-in", **before).text)
        # The step's code was used to make the account: the next one's, as of a clock that is fast.
        code = pyotp.TOTP(key).at(max(time.time(), made + 30))
        fields = {"token": form, "name": name, "password": word(name), "code": code}
        done = post(self.client, self.host, "/sign-in", fields, **before)
        assert done.headers.get("location") == "/state", done.text
        state(self.client, self.host, "investigation", **before)

    def look(self, path, name):
        """A page; none if it is a refusal, which counts as an error."""
        page = self.client.get(path, name=name)
        return page.text if page.status_code == 200 else None

    def think(self, of=GLANCE):
        time.sleep(random.uniform(*of))

    @task(6)
    def judge(self):
        queue = random.choice(QUEUES)
        inbox = self.look(f"/inbox?queue={queue}", "inbox")
        found = re.findall(r'href="(/lead/[^"]+)"', inbox or "")
        if not found:
            return
        self.think()
        path = unescape(random.choice(found))
        lead = self.look(path, "lead")
        if lead is None:
            return
        self.think(READ)
        if random.random() < 0.5:
            self.beneath(lead)
        ring = re.search(r'href="(/ring/[^"]+)"', lead)
        if ring and self.look(unescape(ring[1]), "ring"):
            self.think(READ)
        fields = {"token": token(lead), "verdict": random.choice(VERDICTS), "why": "seen under load"}
        to = path.split("?")[0] + "/decide"
        with post(self.client, self.host, to, fields, name="decide", catch_response=True) as done:
            if done.status_code != 303:
                done.failure(f"{done.status_code} instead of 303")

    def beneath(self, lead):
        """What a lead rests on: an advert of it, its actor, and what holds that together."""
        page = lead
        for kind in ["advert", "actor", random.choice(["selector", "pair"])]:
            to = re.search(rf'href="(/{kind}[/?][^"]+)"', page)
            seen = self.look(unescape(to[1]), kind) if to else None
            page = seen or page
            self.think()

    @task(2)
    def search(self):
        words = random.choice(WORDS + [f"0031 97 0{random.randint(1000, 9999)} 45"])
        self.look("/search?" + requests.compat.urlencode({"q": words}), "search")

    @task(1)
    def take_back(self):
        inbox = self.look("/inbox", "inbox")
        last = re.search(r'name="seq" value="(\d+)"', inbox or "")
        if last:
            fields = {"token": token(inbox), "seq": last[1]}
            with post(self.client, self.host, "/undo", fields, name="undo", catch_response=True) as done:
                if done.status_code != 303:
                    done.failure(f"{done.status_code} instead of 303")


@events.quitting.add_listener
def tell(environment, **_):
    """One line for each page: how many, how many failed, half and 95 of a hundred within, ms."""
    print(f"{'page':12} {'asked':>7} {'failed':>7} {'p50 ms':>7} {'p95 ms':>7} {'max ms':>7}")
    for (name, _), of in sorted(environment.stats.entries.items()):
        if name == "(sign in)":  # the last of them, under way when the measuring began
            continue
        half, most = of.get_response_time_percentile(0.5), of.get_response_time_percentile(0.95)
        print(
            f"{name:12} {of.num_requests:7} {of.num_failures:7} {half:7.0f} {most:7.0f} "
            f"{of.max_response_time:7.0f}"
        )
    total = environment.stats.total
    print(f"{total.num_requests} requests, {total.total_rps:.1f} a second, {total.num_failures} failed")
    environment.process_exit_code = 1 if total.num_failures else 0
