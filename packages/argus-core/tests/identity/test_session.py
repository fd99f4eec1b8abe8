"""Sessions of requests: what is read from the Cookie header, and which headers an answer gets."""

import time
from collections.abc import Awaitable, Callable
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from argus_core.identity.session import Session, SessionMiddleware, first_cookie
from argus_core.identity.session_cookie import decode_session, encode_session

SECRET = "contract-test-secret"
MONTH = 2_678_400
DAY = 86_400
Use = Callable[[Session], object]


def session_of(data: dict[str, Any]) -> Session:
    return Session(encode_session(data, SECRET), SECRET, MONTH)


def application(use: Use, headers: list[tuple[bytes, bytes]] | None = None) -> ASGIApp:
    """An application that uses the session of each request."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        use(scope["state"]["session"])
        await send({"type": "http.response.start", "status": 200, "headers": list(headers or [])})
        await send({"type": "http.response.body", "body": b"ok"})

    return answer


async def get(app: ASGIApp, cookie: str | None = None, **options: Any) -> httpx.Response:
    middleware = SessionMiddleware(app, **{"secret": SECRET, **options})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(middleware), base_url="http://argus") as client:
        return await client.get("/", headers={} if cookie is None else {"Cookie": cookie})


def cookie_of(response: httpx.Response, name: str = "session") -> dict[str, Any]:
    value = SimpleCookie(response.headers["set-cookie"])[name].value
    return decode_session(value, SECRET, max_age=MONTH)


def look(session: Session) -> object:
    return session.get("user_id")


def ignore(session: Session) -> object:
    return None


class TestSession:
    def test_a_new_one_is_untouched(self) -> None:
        session = session_of({"a": 1})
        assert (session.accessed, session.modified) == (False, False)

    @pytest.mark.parametrize(
        "use", [lambda s: s["a"], lambda s: s.get("b"), lambda s: "a" in s, len, list, dict, lambda s: s.pop("b", None)]
    )
    def test_reading_is_access(self, use: Use) -> None:
        session = session_of({"a": 1})
        use(session)
        assert (session.accessed, session.modified) == (True, False)

    @pytest.mark.parametrize(
        ("use", "left"),
        [
            (lambda s: s.update(b=2), {"a": 1, "b": 2}),
            (lambda s: s.setdefault("b", 2), {"a": 1, "b": 2}),
            (lambda s: s.pop("a"), {}),
            (lambda s: s.__delitem__("a"), {}),
            (lambda s: s.clear(), {}),
        ],
    )
    def test_writing_is_access_and_change(self, use: Use, left: dict[str, Any]) -> None:
        session = session_of({"a": 1})
        use(session)
        assert (session.accessed, session.modified) == (True, True)
        assert dict(session) == left

    def test_changing_a_nested_object_is_no_change(self) -> None:
        session = session_of({"a": [1]})
        session["a"].append(2)
        assert not session.modified

    def test_clearing_no_session_is_no_change(self) -> None:
        session = Session("", SECRET, MONTH)
        session.clear()
        assert not session.modified

    def test_missing_keys(self) -> None:
        session = session_of({})
        with pytest.raises(KeyError):
            session["a"]
        with pytest.raises(KeyError):
            del session["a"]
        assert not session.modified

    def test_messages_are_taken_once_and_in_order(self) -> None:
        session = session_of({"user_id": "u"})
        session.flash("first")
        session.flash("second", "error")
        assert session["_flashes"] == [("message", "first"), ("error", "second")]
        assert session.take_flashes() == [("message", "first"), ("error", "second")]
        assert session.take_flashes() == []
        assert dict(session) == {"user_id": "u"}

    def test_taking_no_messages_changes_nothing(self) -> None:
        session = session_of({"user_id": "u"})
        assert session.take_flashes() == []
        assert not session.modified

    def test_messages_of_other_writers(self) -> None:
        session = session_of({"_flashes": [["error", "list"], ("success", "tuple")]})
        assert session.take_flashes() == [("error", "list"), ("success", "tuple")]
        assert session.modified

    @pytest.mark.parametrize("junk", [5, "text", None, [1, ["a"], ["a", "b", "c"]], {"a": 1}])
    def test_junk_is_no_message(self, junk: Any) -> None:
        session = session_of({"_flashes": junk})
        assert session.take_flashes() == []
        assert "_flashes" not in session


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("session=a", "a"),
        ("session=a; session=b", "a"),
        ("session=; session=b", ""),
        ("session; session=b", ""),
        ("other=1; session=a;x", "a"),
        ("other=1;session=a", "a"),
        ("  session = a ", "a"),
        ('session="a"', "a"),
        ("session=a=b", "a=b"),
        (";;=;;junk; =x; session=a", "a"),
        ("xsession=a; sessionx=b", ""),
        ("Session=a", ""),
        ("\xff\xfe=\x00; session=a", "a"),
        ("", ""),
    ],
)
def test_the_first_cookie_of_the_name_counts(header: str, value: str) -> None:
    assert first_cookie(header, "session") == value


class TestReading:
    async def test_the_cookie_of_the_request(self) -> None:
        seen: list[object] = []
        cookie = encode_session({"user_id": "u"}, SECRET)
        await get(application(lambda s: seen.append(dict(s))), f"a=b; session={cookie}; session=other")
        assert seen == [{"user_id": "u"}]

    async def test_several_cookie_headers(self) -> None:
        """HTTP/2 may split them."""
        seen: list[object] = []
        middleware = SessionMiddleware(application(lambda s: seen.append(dict(s))), secret=SECRET)
        cookie = f"session={encode_session({'user_id': 'u'}, SECRET)}"
        scope = {"type": "http", "headers": [(b"cookie", b"a=b"), (b"cookie", cookie.encode())]}
        await run(middleware, scope)
        assert seen == [{"user_id": "u"}]

    async def test_a_state_that_exists_is_kept(self) -> None:
        scope: dict[str, Any] = {"type": "http", "headers": [], "state": {"other": 1}}
        await run(SessionMiddleware(application(ignore), secret=SECRET), scope)
        assert scope["state"]["other"] == 1
        assert isinstance(scope["state"]["session"], Session)

    async def test_other_kinds_of_connections_have_no_session(self) -> None:
        scopes: list[Scope] = []

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            scopes.append(scope)

        await run(SessionMiddleware(app, secret=SECRET), {"type": "lifespan"})
        assert scopes == [{"type": "lifespan"}]

    async def test_the_configured_age_counts(self) -> None:
        seen: list[object] = []
        cookie = f"session={encode_session({'user_id': 'u'}, SECRET, now=int(time.time()) - 100)}"
        app = application(lambda s: seen.append(dict(s)))
        await get(app, cookie, max_age=60)
        await get(app, cookie, max_age=600)
        assert seen == [{}, {"user_id": "u"}]


class TestWriting:
    async def test_an_untouched_session_leaves_no_trace(self) -> None:
        response = await get(application(ignore), "session=junk")
        assert "vary" not in response.headers
        assert "set-cookie" not in response.headers

    async def test_a_session_that_was_read_varies_by_cookie(self) -> None:
        response = await get(application(look))
        assert response.headers["vary"] == "Cookie"
        assert "set-cookie" not in response.headers

    async def test_a_vary_of_the_application_is_kept(self) -> None:
        response = await get(application(look, [(b"vary", b"Accept-Encoding")]))
        assert response.headers["vary"] == "Accept-Encoding, Cookie"

    async def test_a_changed_session_is_sent(self) -> None:
        response = await get(application(lambda s: s.update(manual_logout=True)))
        assert response.headers["vary"] == "Cookie"
        _, attributes = response.headers["set-cookie"].split("; ", 1)
        assert attributes == "HttpOnly; Path=/; SameSite=Lax"
        assert cookie_of(response) == {"manual_logout": True}

    async def test_unknown_keys_survive(self) -> None:
        cookie = encode_session({"_from_elsewhere": {"a": (1, [2])}, "user_id": "u"}, SECRET)
        response = await get(application(lambda s: s.update(b=1)), f"session={cookie}")
        assert cookie_of(response) == {"_from_elsewhere": {"a": (1, [2])}, "user_id": "u", "b": 1}

    async def test_an_emptied_session_is_deleted(self) -> None:
        cookie = encode_session({"user_id": "u"}, SECRET)
        response = await get(application(lambda s: s.clear()), f"session={cookie}")
        deletion = "session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/; SameSite=Lax"
        assert response.headers["set-cookie"] == deletion

    async def test_an_unreadable_cookie_is_deleted_only_on_demand(self) -> None:
        assert "set-cookie" not in (await get(application(look), "session=junk")).headers
        assert "Max-Age=0" in (await get(application(lambda s: s.clear()), "session=junk")).headers["set-cookie"]

    @pytest.mark.parametrize(
        ("options", "attributes"),
        [
            ({"base_url": "https://argus"}, "Secure; HttpOnly; Path=/; SameSite=Lax"),
            ({"base_url": "http://argus"}, "HttpOnly; Path=/; SameSite=Lax"),
            ({"base_url": "https://argus", "secure": False}, "HttpOnly; Path=/; SameSite=Lax"),
            ({"base_url": "http://argus", "secure": True}, "Secure; HttpOnly; Path=/; SameSite=Lax"),
            ({"httponly": False}, "Path=/; SameSite=Lax"),
            ({"samesite": "Strict"}, "HttpOnly; Path=/; SameSite=Strict"),
            ({"path": "/argus", "domain": "example.com"}, "Domain=example.com; HttpOnly; Path=/argus; SameSite=Lax"),
        ],
    )
    async def test_attributes(self, options: dict[str, Any], attributes: str) -> None:
        response = await get(application(lambda s: s.update(a=1)), **options)
        assert response.headers["set-cookie"].split("; ", 1)[1] == attributes

    async def test_the_name(self) -> None:
        cookie = f"session=junk; other={encode_session({'a': 1}, SECRET)}"
        response = await get(application(lambda s: s.update(b=2)), cookie, cookie_name="other")
        assert cookie_of(response, "other") == {"a": 1, "b": 2}

    async def test_the_oldest_messages_give_way(self) -> None:
        def many(session: Session) -> None:
            session["user_id"] = "u"
            for number in range(400):
                # Digits of an irrational number: what repeats would be compressed away.
                session.flash(f"{number} {2**0.5 * (number + 1) % 1:.17f}")

        response = await get(application(many))
        assert len(response.headers["set-cookie"]) < 4093
        left = cookie_of(response)
        assert left["user_id"] == "u"
        assert left["_flashes"][-1][1].startswith("399 ")
        numbers = [int(text.split()[0]) for _, text in left["_flashes"]]
        assert numbers == list(range(400 - len(numbers), 400))
        assert 20 < len(numbers) < 400

    async def test_after_the_messages_the_target_gives_way(self) -> None:
        def wander(session: Session) -> None:
            session["user_id"] = "u"
            session["redirect_target"] = "/?" + "".join(f"{3**0.5 * (n + 1) % 1:.17f}" for n in range(600))
            session.flash("text")

        left = cookie_of(await get(application(wander)))
        assert left["user_id"] == "u"
        assert "redirect_target" not in left

    @pytest.mark.parametrize(
        ("data", "age", "use", "sent"),
        [
            ({"user_id": "u"}, DAY + 60, look, True),
            ({"user_id": "u"}, DAY - 60, look, False),
            ({"csrf_token": "c"}, DAY + 60, look, False),
            ({"user_id": "u"}, DAY + 60, ignore, False),
            ({"user_id": "u"}, MONTH + 60, look, False),
        ],
    )
    async def test_old_cookies_of_people_logged_in_are_renewed(
        self, data: dict[str, Any], age: int, use: Use, sent: bool
    ) -> None:
        cookie = encode_session(data, SECRET, now=int(time.time()) - age)
        response = await get(application(use, [(b"content-type", b"text/html; charset=utf-8")]), f"session={cookie}")
        assert ("set-cookie" in response.headers) is sent
        if sent:
            value = SimpleCookie(response.headers["set-cookie"])["session"].value
            assert decode_session(value, SECRET, max_age=60) == data

    async def test_only_pages_renew_cookies(self) -> None:
        """Programs that were given a cookie do not look for another one."""
        cookie = encode_session({"user_id": "u"}, SECRET, now=int(time.time()) - DAY - 60)
        response = await get(application(look, [(b"content-type", b"application/json")]), f"session={cookie}")
        assert "set-cookie" not in response.headers

    async def test_headers_may_be_missing_or_fixed(self) -> None:
        """ASGI leaves them optional, and any iterable will do."""

        async def bare(scope: Scope, receive: Receive, send: Send) -> None:
            scope["state"]["session"]["a"] = 1
            await send({"type": "http.response.start", "status": 204})

        async def fixed(scope: Scope, receive: Receive, send: Send) -> None:
            scope["state"]["session"]["a"] = 1
            await send({"type": "http.response.start", "status": 204, "headers": ((b"x", b"y"),)})

        for app in (bare, fixed):
            (start,) = await run(SessionMiddleware(app, secret=SECRET), {"type": "http", "headers": []})
            assert {name for name, _ in start["headers"]} >= {b"vary", b"set-cookie"}

    async def test_a_legacy_application_writes_its_own(self) -> None:
        scope = {"type": "http", "headers": [], "argus.legacy": True}
        app = application(lambda s: s.update(a=1))
        start, _ = await run(SessionMiddleware(app, secret=SECRET), scope)
        assert start["headers"] == []


async def run(app: ASGIApp, scope: Scope) -> list[Message]:
    """Everything an application sends."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    answered: Awaitable[None] = app(scope, receive, send)
    await answered
    return sent
