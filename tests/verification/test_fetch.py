"""Every guard of the fetch, against a real server on this machine's loopback. Nothing leaves the machine."""

import gzip
import ipaddress
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from local_https import Authority, Site, answer, redirect, serving
from skillmap.errors import SkillmapError
from skillmap.resources import sha256_of
from skillmap.verification.addresses import is_public, parsed_url, public_addresses
from skillmap.verification.fetch import Fetcher, FetchError, FetchRules

LIST = "https://issuer.test/list"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def running(authority: Authority) -> Iterator[Site]:
    with serving(authority.server()) as site:
        yield site


@pytest.fixture
def site(running: Site) -> Site:
    running.routes.clear()
    running.asked.clear()
    return running


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SKILLMAP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def rules(site: Site, authority: Authority) -> FetchRules:
    return FetchRules(
        port=site.port,
        resolve=lambda host, seconds: ("127.0.0.1",),
        may_connect=lambda address: address.is_loopback,
        make_tls=authority.trust,
    )


def test_a_json_document_comes_with_its_hash_and_time(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = answer(b'{"bits": [0, 1]}')

    fetched = Fetcher(rules).fetch_json(f"{LIST}?year=2026#entry-3")

    assert (fetched.value, fetched.status) == ({"bits": [0, 1]}, 200)
    assert fetched.url == f"{LIST}?year=2026"
    assert fetched.evidence.sha256 == sha256_of(b'{"bits": [0, 1]}')
    assert fetched.evidence.obtained is not None
    assert site.asked[0][:2] == ("issuer.test", "/list?year=2026")


@pytest.mark.parametrize(
    "media", ["application/json; charset=utf-8", "application/vc+ld+json", "Application/JSON"]
)
def test_every_kind_of_json_is_taken(site: Site, rules: FetchRules, media: str) -> None:
    site.routes["/list"] = answer(b"[]", Content_Type=media)

    assert Fetcher(rules).fetch_json(LIST).value == []


@pytest.mark.parametrize("media", ["application/jwt", "application/vc+jwt", "application/statuslist+jwt"])
def test_a_compact_token_is_taken_as_text(site: Site, rules: FetchRules, media: str) -> None:
    site.routes["/list"] = answer(b"eyJhbGciOiJFZERTQSJ9.e30.c2ln\n", Content_Type=media)

    assert Fetcher(rules).fetch_json(LIST).value == "eyJhbGciOiJFZERTQSJ9.e30.c2ln"


def test_a_document_that_is_gone_is_an_answer(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = answer(b"<p>gone</p>", status=410, Content_Type="text/html")

    fetched = Fetcher(rules).fetch_json(LIST)

    assert (fetched.status, fetched.value, fetched.content) == (410, None, b"")


@pytest.mark.parametrize("status", [204, 206, 401, 404, 500])
def test_any_other_status_is_an_error_that_names_it(site: Site, rules: FetchRules, status: int) -> None:
    site.routes["/list"] = answer(b"", status=status)

    with pytest.raises(FetchError, match=f"HTTP status {status}") as caught:
        Fetcher(rules).fetch_json(LIST)

    assert caught.value.status == status


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"{}", "text/html"),
        (b"{}", "image/png"),
        (b"{}", "text/plain"),
        (b"{}", "application/jsonp"),
        (b"not a token", "application/jwt"),
        (b"{'a': 1}", "application/json"),
        (b'{"a": NaN}', "application/json"),
        (b"[" * 5_000 + b"]" * 5_000, "application/json"),
        (b"\xff\xfe{\x00}\x00", "application/json"),
        (b"", "application/json"),
    ],
)
def test_what_is_no_json_is_refused_in_one_line(
    site: Site, rules: FetchRules, content: bytes, media: str
) -> None:
    site.routes["/list"] = answer(content, Content_Type=media)

    with pytest.raises(FetchError) as caught:
        Fetcher(rules).fetch_json(LIST)

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.test/list",
        "ftp://issuer.test/list",
        "file:///etc/hostname",
        "data:application/json,{}",
        "https://issuer.test:8443/list",
        "https://issuer.test:80/list",
        "https://issuer.test:99999/list",
        "https://someone@issuer.test/list",
        "https://someone:secret@issuer.test/list",
        "https://@issuer.test/list",
        "https:///list",
        "https://[::1/list",
        "https://issuer.test\\@other.test/list",
        "https://issuer.test/li st",
        "https://issuer.test/list\r\nCookie: a=b",
        "https://ıssuer.test/list",
        f"https://issuer.test/{'a' * 2_000}",
        "issuer.test/list",
        "",
    ],
)
def test_a_url_that_may_not_be_fetched_reaches_neither_resolver_nor_network(
    site: Site, rules: FetchRules, url: str
) -> None:
    resolved: list[str] = []

    def resolve(host: str, seconds: float) -> tuple[str, ...]:
        resolved.append(host)
        return ("127.0.0.1",)

    with pytest.raises(FetchError):
        Fetcher(replace(rules, resolve=resolve)).fetch_json(url)

    assert (resolved, site.asked) == ([], [])


def test_the_port_443_may_be_named() -> None:
    assert parsed_url("https://issuer.test:443/list").hostname == "issuer.test"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "192.0.0.170",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.7",
        "192.88.99.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "2001:0:53aa:64c:0:fbff:f7f7:f7f7",
        "2001:20::1",
        "2001:db8::1",
        "3fff::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456:789a::1",
        "fec0::1",
        "ff02::1",
        "100::1",
        "4000::1",
    ],
)
def test_an_address_outside_the_public_network_is_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700::1111", "2a00:1450::200e"]
)
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_one_private_address_of_several_refuses_the_host(site: Site, rules: FetchRules) -> None:
    both = replace(rules, resolve=lambda host, seconds: ("127.0.0.1", "10.0.0.1"))

    with pytest.raises(FetchError, match="outside the public network"):
        Fetcher(both).fetch_json(LIST)

    assert site.asked == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_the_rules_that_hold_by_default_refuse_this_machine(
    site: Site, authority: Authority, host: str
) -> None:
    default = FetchRules(port=site.port, make_tls=authority.trust)

    with pytest.raises(FetchError, match=r"outside the public network|does not resolve"):
        Fetcher(default).fetch_json(f"https://{host}/list")

    assert site.asked == []


def test_the_system_resolver_gives_the_addresses_of_this_machine() -> None:
    assert {ipaddress.ip_address(text).is_loopback for text in public_addresses("localhost", 5.0)} == {True}


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site, rules: FetchRules) -> None:
    """A name whose second look-up gives another address (DNS rebinding) is looked up only once."""
    site.routes["/list"] = answer(b"{}")
    looked_up: list[str] = []

    def resolve(host: str, seconds: float) -> tuple[str, ...]:
        looked_up.append(host)
        return ("127.0.0.1",) if len(looked_up) == 1 else ("127.0.0.66",)

    checked: list[str] = []

    def may_connect(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
        checked.append(str(address))
        return True

    Fetcher(replace(rules, resolve=resolve, may_connect=may_connect)).fetch_json(LIST)

    assert (looked_up, checked) == (["issuer.test"], ["127.0.0.1"])
    assert site.asked[0][0] == "issuer.test"


def test_the_certificate_must_be_for_the_name_in_the_url(site: Site, rules: FetchRules) -> None:
    with pytest.raises(FetchError, match="certificate is not trusted"):
        Fetcher(rules).fetch_json("https://another.test/list")


def test_a_certificate_of_an_authority_that_is_not_trusted_is_refused(site: Site, rules: FetchRules) -> None:
    with pytest.raises(FetchError, match="certificate is not trusted"):
        Fetcher(replace(rules, make_tls=FetchRules().make_tls)).fetch_json(LIST)


def test_a_redirection_is_not_followed_unless_the_caller_allows_it(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = redirect("/moved")

    with pytest.raises(FetchError, match="redirected more than the 0 times"):
        Fetcher(rules).fetch_json(LIST)

    assert [path for _, path, _ in site.asked] == ["/list"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirections_are_followed_as_far_as_allowed(site: Site, rules: FetchRules, status: int) -> None:
    site.routes["/list"] = redirect("https://other.test/next", status=status)
    site.routes["/next"] = redirect("last", status=status)
    site.routes["/last"] = answer(b'{"id": 1}')

    fetched = Fetcher(rules).fetch_json(LIST, redirects=2)

    assert (fetched.value, fetched.url) == ({"id": 1}, LIST)
    assert [(host, path) for host, path, _ in site.asked] == [
        ("issuer.test", "/list"),
        ("other.test", "/next"),
        ("other.test", "/last"),
    ]


def test_more_redirections_than_allowed_are_an_error(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = redirect("/two")
    site.routes["/two"] = redirect("/three")
    site.routes["/three"] = answer(b"{}")

    with pytest.raises(FetchError, match="redirected more than the 1 times"):
        Fetcher(rules).fetch_json(LIST, redirects=1)

    assert len(site.asked) == 2


def test_a_loop_of_redirections_ends_after_three(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = redirect("/list")

    with pytest.raises(FetchError, match="redirected more than the 3 times"):
        Fetcher(rules).fetch_json(LIST, redirects=50)

    assert len(site.asked) == 4


@pytest.mark.parametrize(
    "target",
    [
        "http://other.test/",
        "https://other.test:8443/",
        "https://someone@other.test/",
        "file:///etc/hostname",
        "https://[::1/",
        "",
        "https://ıssuer.test/",
    ],
)
def test_a_redirection_to_a_url_that_may_not_be_fetched_is_refused(
    site: Site, rules: FetchRules, target: str
) -> None:
    site.routes["/list"] = redirect(target.encode().decode("latin-1"))

    with pytest.raises(FetchError, match="redirected to"):
        Fetcher(rules).fetch_json(LIST, redirects=3)

    assert len(site.asked) == 1


def test_a_redirection_to_a_private_address_is_refused(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = redirect("https://other.test/")
    inside = {"issuer.test": ("127.0.0.1",), "other.test": ("169.254.169.254",)}

    with pytest.raises(FetchError, match=r"other\.test.* outside the public network"):
        Fetcher(replace(rules, resolve=lambda host, seconds: inside[host])).fetch_json(LIST, redirects=3)

    assert len(site.asked) == 1


def dripping(site: Site, *, after: bytes) -> None:
    """Let the list be answered with the beginning of an answer, then one byte at a time."""

    def route(handler) -> None:
        handler.wfile.write(after)
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    site.routes["/list"] = route


@pytest.mark.parametrize(
    "after",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX: ",
        b"HTTP/1.1 ",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200",
    ],
    ids=["body", "header", "status", "continued"],
)
def test_bytes_that_drip_in_end_with_the_time_of_the_whole_answer(
    site: Site, rules: FetchRules, after: bytes
) -> None:
    dripping(site, after=after)
    started = time.monotonic()

    with pytest.raises(FetchError, match="no whole answer in time"):
        Fetcher(replace(rules, seconds=0.5)).fetch_json(LIST)

    assert time.monotonic() - started < 1.5


def test_a_resolver_that_hangs_ends_with_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> list[object]:
        time.sleep(0.5)
        return []

    monkeypatch.setattr("socket.getaddrinfo", hang)

    with pytest.raises(SkillmapError, match="not resolved in time"):
        public_addresses("issuer.test", 0.1)


def test_redirections_share_one_time_limit(site: Site, rules: FetchRules) -> None:
    def slow(handler) -> None:
        time.sleep(0.3)
        redirect("/list")(handler)

    site.routes["/list"] = slow

    with pytest.raises(FetchError, match="no whole answer in time"):
        Fetcher(replace(rules, seconds=0.5)).fetch_json(LIST, redirects=3)


@pytest.mark.parametrize("says_length", [True, False])
def test_an_answer_larger_than_allowed_is_refused(site: Site, rules: FetchRules, says_length: bool) -> None:
    content = b'"' + b"a" * 5_000 + b'"'

    def route(handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
        handler.wfile.write(f"Content-Length: {len(content)}\r\n".encode() if says_length else b"")
        handler.wfile.write(b"\r\n" + content)

    site.routes["/list"] = route

    with pytest.raises(FetchError, match="more than 1000 bytes"):
        Fetcher(replace(rules, most_bytes=1_000)).fetch_json(LIST)


def test_an_answer_in_chunks_is_bounded_too(site: Site, rules: FetchRules) -> None:
    def route(handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
        handler.wfile.write(b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(20):
            handler.wfile.write(b"64\r\n" + b"1" * 100 + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n")

    site.routes["/list"] = route

    with pytest.raises(FetchError, match="more than 1000 bytes"):
        Fetcher(replace(rules, most_bytes=1_000)).fetch_json(LIST)


def test_an_answer_that_is_cut_off_is_refused(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = answer(b"{}", Content_Length="20")

    with pytest.raises(FetchError, match="cut off"):
        Fetcher(rules).fetch_json(LIST)


@pytest.mark.parametrize("packing", ["gzip", "br", "deflate", "gzip, identity"])
def test_a_packed_answer_is_refused_and_was_not_asked_for(
    site: Site, rules: FetchRules, packing: str
) -> None:
    bomb = gzip.compress(b" " * 10_000_000 + b"{}")
    site.routes["/list"] = answer(bomb, Content_Encoding=packing)

    with pytest.raises(FetchError, match="packed"):
        Fetcher(rules).fetch_json(LIST)

    assert site.asked[0][2]["Accept-Encoding"] == "identity"


def test_neither_cookies_nor_credentials_nor_proxies_are_used(
    site: Site, rules: FetchRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    site.routes["/list"] = redirect("/next")
    site.routes["/list"] = answer(b"", status=302, Location="/next", Set_Cookie="session=1; Path=/")
    site.routes["/next"] = answer(b"{}", Set_Cookie="session=2; Path=/")
    fetcher = Fetcher(replace(rules, keep_seconds=0.0))

    fetcher.fetch_json(LIST, redirects=1)
    fetcher.fetch_json(LIST, redirects=1)

    assert len(site.asked) == 4
    for _, _, headers in site.asked:
        assert headers.keys() == {"Host", "Accept", "Accept-Encoding", "User-Agent", "Connection"}


def test_an_answer_is_kept_and_given_again_without_asking(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = answer(b'{"version": 1}')
    first = Fetcher(rules).fetch_json(LIST)
    site.routes["/list"] = answer(b'{"version": 2}')

    again = Fetcher(rules).fetch_json(f"{LIST}#entry")

    assert again == first
    assert len(site.asked) == 1


def test_what_is_gone_is_kept_too(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = answer(b"", status=410)
    Fetcher(rules).fetch_json(LIST)

    assert Fetcher(rules).fetch_json(LIST).status == 410
    assert len(site.asked) == 1


def test_an_answer_is_asked_for_anew_when_it_is_too_old(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = answer(b'{"version": 1}')
    short = replace(rules, keep_seconds=0.2)
    Fetcher(short).fetch_json(LIST)
    site.routes["/list"] = answer(b'{"version": 2}')
    time.sleep(0.25)

    assert Fetcher(short).fetch_json(LIST).value == {"version": 2}


def test_an_answer_that_was_redirected_is_not_given_to_a_caller_who_forbids_that(
    site: Site, rules: FetchRules
) -> None:
    site.routes["/list"] = redirect("/next")
    site.routes["/next"] = answer(b"{}")
    fetcher = Fetcher(rules)
    fetcher.fetch_json(LIST, redirects=1)

    with pytest.raises(FetchError, match="redirected"):
        fetcher.fetch_json(LIST)


def test_an_error_is_not_kept(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = answer(b"not json")
    with pytest.raises(FetchError):
        Fetcher(rules).fetch_json(LIST)
    site.routes["/list"] = answer(b"{}")

    assert Fetcher(rules).fetch_json(LIST).value == {}


def test_a_kept_answer_that_was_changed_does_not_count(site: Site, rules: FetchRules, cache: Path) -> None:
    site.routes["/list"] = answer(b'{"revoked": true}')
    Fetcher(rules).fetch_json(LIST)
    (file,) = (cache / "fetched").glob("*.fetched")
    file.write_bytes(file.read_bytes().replace(b"true", b"null"))

    assert Fetcher(rules).fetch_json(LIST).value == {"revoked": True}
    assert len(site.asked) == 2


def test_kept_answers_are_bounded_private_and_do_not_hold_the_url(
    site: Site, rules: FetchRules, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skillmap.verification.fetched_files.MOST_FILES", 5)
    site.routes["/list"] = answer(b"{}")
    fetcher = Fetcher(rules)

    for number in range(8):
        fetcher.fetch_json(f"{LIST}?learner={number}")

    files = list((cache / "fetched").iterdir())
    assert len(files) == 5
    assert (cache / "fetched").stat().st_mode & 0o077 == 0
    assert not any(b"learner" in file.read_bytes() for file in files)


def test_old_answers_are_removed(site: Site, rules: FetchRules, cache: Path) -> None:
    site.routes["/list"] = answer(b"{}")
    fetcher = Fetcher(replace(rules, keep_seconds=0.1))
    fetcher.fetch_json(f"{LIST}?1")
    time.sleep(0.15)

    fetcher.fetch_json(f"{LIST}?2")

    assert len(list((cache / "fetched").iterdir())) == 1


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(
    site: Site, rules: FetchRules, cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache.write_text("a file where the folder should be")
    site.routes["/list"] = answer(b"{}")

    assert Fetcher(rules).fetch_json(LIST).value == {}
    assert "cannot be kept" in caplog.text


def test_a_host_is_asked_only_so_often_in_a_minute(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = answer(b"{}")
    fetcher = Fetcher(replace(rules, per_minute=3))
    for number in range(3):
        fetcher.fetch_json(f"{LIST}?{number}")

    with pytest.raises(FetchError, match=r"issuer\.test was asked 3 times in the last minute"):
        fetcher.fetch_json(f"{LIST}?another")

    assert fetcher.fetch_json(f"{LIST}?1").value == {}
    assert fetcher.fetch_json("https://other.test/list").value == {}
    assert len(site.asked) == 4


def test_the_log_says_what_was_asked_without_its_query(
    site: Site, rules: FetchRules, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    site.routes["/list"] = answer(b'{"recipient": "somebody"}')

    Fetcher(rules).fetch_json(f"{LIST}?recipient=somebody")

    assert "https://issuer.test/list: 200" in caplog.text
    assert "somebody" not in caplog.text


def test_a_server_that_speaks_no_http_is_refused_in_one_line(site: Site, rules: FetchRules) -> None:
    def route(handler) -> None:
        handler.wfile.write(b"220 ready\r\n")

    site.routes["/list"] = route

    with pytest.raises(FetchError, match="the connection failed") as caught:
        Fetcher(rules).fetch_json(LIST)

    assert "\n" not in str(caught.value)


def test_a_port_where_nobody_listens_is_an_error(rules: FetchRules) -> None:
    with pytest.raises(FetchError, match="the connection failed"):
        Fetcher(replace(rules, port=1)).fetch_json(LIST)


def test_the_next_address_is_tried_when_one_does_not_answer(site: Site, rules: FetchRules) -> None:
    site.routes["/list"] = answer(b"{}")
    # Nothing listens on the first: the server is on 127.0.0.1 alone.
    both = replace(rules, resolve=lambda host, seconds: ("127.0.0.2", "127.0.0.1"))

    assert Fetcher(both).fetch_json(LIST).value == {}
