"""Whatever a stranger sends, the answer is a page or a plain refusal, never an error of ours."""

import io

import pytest

PLAIN = {
    "REQUEST_METHOD": "GET", "PATH_INFO": "/entra", "QUERY_STRING": "", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(),
}  # fmt: skip


def status(app, **different: str) -> int:
    """As a server would hand the request over: no client that tidies it up first."""
    said: list[str] = []
    body = b"".join(app.wsgi_app(PLAIN | different | {"wsgi.input": io.BytesIO()}, lambda line, _headers, _error=None: said.append(line)))
    assert body, "an empty answer helps nobody"
    return int(said[-1].split()[0])


@pytest.mark.parametrize(
    "host",
    [
        "a..b",
        "x" * 5000,
        "x" * 64,
        "a b",
        "[::1",
        "<script>",
        "a/b",
        "..",
        "-\n",
        "è.example",
        "localhost:port",
        "localhost:123456",
        "a.b:1:2",
    ],
)
@pytest.mark.parametrize("path", ["/entra", "/", "/niente"])
def test_a_host_that_is_none_is_refused_in_plain_words(app, host, path):
    assert status(app, HTTP_HOST=host, PATH_INFO=path) == 400


@pytest.mark.parametrize(
    "host",
    ["", "localhost", "localhost:8080", "registro.camera.example", "registro.camera.example.", "127.0.0.1:80", "[::1]:8000", "my_host"],
)
def test_a_host_is_a_host(app, host):
    assert status(app, HTTP_HOST=host) == 200


@pytest.mark.parametrize(
    "path",
    [
        "/\xff\xfe",
        "/%00",
        "/a\x00b",
        "/" + "a" * 20_000,
        "/../etc",
        "/entra\n",
        "/organizzazione/unita/²",
        "/static/\x00",
        "/static/../x",
        "/static/" + "a" * 5_000,
    ],
)
def test_an_address_that_makes_no_sense_is_a_page_that_does_not_exist(app, path):
    assert status(app, PATH_INFO=path) == 404


@pytest.mark.parametrize(
    "query", ["poi=%ff%fe", "poi=%zz", "poi=%00", "poi=http://[::1", "a=" + "b" * 200_000, "&".join(f"a{n}=1" for n in range(5_000))]
)
def test_a_query_that_makes_no_sense_changes_nothing(app, query):
    assert status(app, QUERY_STRING=query) == 200


@pytest.mark.parametrize("cookie", ["riskreg=%%%", "riskreg=\xff", "riskreg=" + "a" * 9_000, ";;;=", "riskreg=eyJhIjoxfQ.x.y"])
def test_a_cookie_that_makes_no_sense_is_nobodys(app, cookie):
    assert status(app, HTTP_COOKIE=cookie) == 200


@pytest.mark.parametrize(
    "header",
    [
        {"CONTENT_TYPE": "multipart/form-data", "CONTENT_LENGTH": "5"},
        {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "abc"},
        {"CONTENT_TYPE": "application/x-www-form-urlencoded; charset=nonsense", "CONTENT_LENGTH": "0"},
    ],
)
def test_a_body_that_makes_no_sense_is_refused(app, header):
    assert status(app, REQUEST_METHOD="POST", **header) == 400


@pytest.mark.parametrize("query", ["pagina=99999999999999999999999", "pagina=²", "cerca=%00", "cerca=" + "%C3" * 3_000, "ordina=__class__"])
def test_a_list_asked_for_nonsense_is_a_list(client_for, query):
    assert client_for().ask("GET", f"/organizzazione/unita?{query}").status_code == 200
