"""Where the site listens, and how it tells that it answers."""

import http.server
import socket
import threading
from collections.abc import Iterator

import pytest

from lms.setup.say import Problem
from lms.setup.server import free_addresses, main, wait_until_answering


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_in_use_is_told_with_the_option_that_helps(taken):
    with pytest.raises(Problem, match=rf"Port {taken} is in use.*--port"):
        free_addresses(taken)


def test_both_meanings_of_localhost_are_served():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert f"127.0.0.1:{port}" in free_addresses(port)
    assert set(free_addresses(port)) <= {f"127.0.0.1:{port}", f"[::1]:{port}"}


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_what_is_no_port_is_refused(port):
    with pytest.raises(Problem, match="is no port"):
        free_addresses(port)


def test_more_processes_want_a_worker_of_their_own(capsys):
    with pytest.raises(SystemExit):
        main(["--processes", "2"])
    assert "--no-worker" in capsys.readouterr().err


def test_the_site_is_announced_only_once_it_answers(taken, capsys):
    class Page(http.server.BaseHTTPRequestHandler):
        answers = iter((500, 200))

        def do_GET(self) -> None:
            self.send_response(next(self.answers))
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert wait_until_answering(f"127.0.0.1:{server.server_port}", 10)
        server.shutdown()
    assert not wait_until_answering("127.0.0.1:1", 0.2)
    assert "does not answer" in capsys.readouterr().err
