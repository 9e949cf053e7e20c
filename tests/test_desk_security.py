"""The door of the desk: who is let in, what each answer carries, what is refused before a page sees it."""

import asyncio

import pytest
from tests.desk import HOME, PORT, TOKEN, csrf, opened

from accordingto.desk.security import HEADERS, Limits
from accordingto.desk.sessions import IDLE_SECONDS, Sessions


@pytest.fixture
def ledger(tmp_path):
    return tmp_path / "l.db"


def test_the_printed_address_works_once_and_only_with_its_token(ledger):
    with opened(ledger, enter=False) as client:
        assert client.get("/inbox").status_code == 401
        assert client.get("/enter?token=guess").status_code == 401
        entered = client.get(f"/enter?token={TOKEN}")
        assert entered.status_code == 303
        cookie = entered.headers["set-cookie"].casefold()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert client.get("/inbox").status_code == 200
        client.cookies.clear()
        assert client.get(f"/enter?token={TOKEN}").status_code == 401
        assert client.get("/inbox").status_code == 401


@pytest.mark.parametrize(
    "address", ["/", "/inbox", "/reports", "/static/desk.css", "/nothing", "/api/reports"]
)
def test_nothing_is_shown_without_a_session(ledger, address):
    with opened(ledger, enter=False) as client:
        assert client.get(address).status_code == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (f"127.0.0.1:{PORT}", 200),
        (f"localhost:{PORT}", 200),
        (f"[::1]:{PORT}", 200),
        ("127.0.0.1", 421),
        (f"127.0.0.1:{PORT + 1}", 421),
        (f"rebound.example:{PORT}", 421),
        (f"127.0.0.1.rebound.example:{PORT}", 421),
        ("", 421),
    ],
)
def test_only_the_desks_own_name_is_answered(ledger, host, status):
    with opened(ledger) as client:
        cookies = {c.name: c.value for c in client.cookies.jar}
        held = "; ".join(f"{name}={value}" for name, value in cookies.items())
        assert client.get("/inbox", headers={"Host": host, "Cookie": held}).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 422, id="no browser: the form's word decides"),
        pytest.param({"Origin": HOME, "Sec-Fetch-Site": "same-origin"}, 422, id="own page"),
        pytest.param({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 422, id="own page, no referrer"),
        pytest.param({"Origin": "null"}, 403, id="a sandboxed frame"),
        pytest.param({"Origin": "http://other.example"}, 403, id="another site"),
        pytest.param({"Origin": f"http://127.0.0.1:{PORT + 1}"}, 403, id="another port of this machine"),
        pytest.param(
            {"Origin": HOME, "Sec-Fetch-Site": "cross-site"}, 403, id="another site, says the browser"
        ),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="another port, says the browser"),
    ],
)
def test_a_form_is_taken_from_the_desks_own_pages_only(ledger, headers, status):
    with opened(ledger) as client:
        answer = client.post("/inbox", data={"csrf": csrf(client)}, headers=headers)
        assert answer.status_code == status  # 422: let in, and nothing was in the form


@pytest.mark.parametrize("word", ["", "guess"])
def test_a_form_without_the_sessions_word_is_refused(ledger, word):
    with opened(ledger) as client:
        answer = client.post("/inbox", data={"csrf": word, "text": "A text."})
        assert answer.status_code == 403


def test_another_sites_page_may_not_load_anything_as_a_part_of_itself(ledger):
    with opened(ledger) as client:
        asked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
        assert client.get("/inbox", headers=asked).status_code == 403
        opened_link = {
            "Sec-Fetch-Site": "cross-site",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
        }
        assert client.get("/inbox", headers=opened_link).status_code == 200


@pytest.mark.parametrize("address", ["/inbox", "/nothing", "/static/desk.js", "/enter?token=guess"])
def test_every_answer_carries_the_headers(ledger, address):
    with opened(ledger) as client:
        answer = client.get(address)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_body_above_the_cap_is_refused_by_what_it_says_of_its_length(ledger):
    with opened(ledger, limits=Limits(upload=1000)) as client:
        assert client.post("/inbox", data={"csrf": csrf(client), "text": "x" * 2000}).status_code == 413


def test_a_body_above_the_cap_is_refused_while_it_streams(ledger):
    with opened(ledger, limits=Limits(upload=100_000)) as client:
        sent = []

        def endless():
            for piece in range(1000):
                sent.append(piece)
                yield b"x" * 10_000

        answer = client.post(
            "/inbox", content=endless(), headers={"Content-Type": "multipart/form-data; boundary=b"}
        )
        assert answer.status_code == 413


def test_read_only_refuses_every_change(ledger):
    with opened(ledger):
        pass
    with opened(ledger, read_only=True) as client:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert client.request(method, "/inbox").status_code == 403
        assert client.get("/inbox").status_code == 200
        assert client.request("TRACE", "/inbox").status_code == 405


def test_a_session_that_is_idle_for_a_working_day_ends(ledger):
    now = [0.0]
    sessions = Sessions(TOKEN, clock=lambda: now[0])
    with opened(ledger, enter=False) as client:
        client.app.state.desk.door.sessions._clock = lambda: now[0]
        client.get(f"/enter?token={TOKEN}")
        for hours in (11.9, 23.8):  # each use counts anew
            now[0] = hours * 3600
            assert client.get("/inbox").status_code == 200
        now[0] += IDLE_SECONDS + 1
        assert client.get("/inbox").status_code == 401
        now[0] -= IDLE_SECONDS  # nothing brings it back
        assert client.get("/inbox").status_code == 401
    key = sessions.enter(TOKEN)
    now[0] += IDLE_SECONDS + 1
    assert not sessions.is_open(key)
    assert sessions.csrf(key) == ""


@pytest.mark.parametrize(
    ("path", "says"), [("/inbox", "The body took too long"), ("/api/reports", '{"detail":"The body took too')]
)
def test_a_body_that_does_not_come_is_given_up(ledger, path, says):
    """The first piece comes, and no other ever: without a cap on time this would never end."""
    with opened(ledger, limits=Limits(seconds=0.0), workers=0) as client:
        cookies = "; ".join(f"{c.name}={c.value}" for c in client.cookies.jar)
        word = csrf(client)
        sent = []

        async def ask():
            pieces = [{"type": "http.request", "body": b"{", "more_body": True}]

            async def receive():
                if not pieces:
                    await asyncio.Event().wait()
                return pieces.pop()

            async def send(message):
                sent.append(message)

            headers = {"host": f"127.0.0.1:{PORT}", "cookie": cookies, "x-csrf-token": word}
            headers["content-type"] = (
                "application/json" if path.startswith("/api") else ("application/x-www-form-urlencoded")
            )
            await client.app(
                {
                    "type": "http",
                    "asgi": {"version": "3.0"},
                    "http_version": "1.1",
                    "method": "POST",
                    "path": path,
                    "raw_path": path.encode(),
                    "query_string": b"",
                    "root_path": "",
                    "scheme": "http",
                    "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
                    "client": ("127.0.0.1", 5),
                    "server": ("127.0.0.1", PORT),
                    "app": client.app,
                },
                receive,
                send,
            )

        asyncio.run(ask())
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert says in b"".join(m.get("body", b"") for m in sent[1:]).decode()
