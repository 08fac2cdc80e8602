"""A language model for tests: an HTTP server whose answers follow a script, one a question.

    with ModelServer([Right(program), Status(429, retry_after=0), ...]) as server:
        server.url, server.requests    # what was asked: path, headers, body

When the script is at its end, its last answer is repeated. Threads serve, so a client that goes away does no harm.
"""

import http.server
import json
import threading
import time


def chunk(text="", finish=None):
    return {"choices": [{"index": 0, "delta": {"content": text} if text else {}, "finish_reason": finish}]}


class Answer:
    """A stream of pieces, as OpenAI's chat protocol has it."""

    def __init__(self, text, finish="stop", usage=True, piece=37, pause=0):
        self.text, self.finish, self.usage, self.piece, self.pause = text, finish, usage, piece, pause

    def serve(self, handler):
        handler.begin(200, "text/event-stream")
        handler.send(": a comment\n\n")
        for at in range(0, len(self.text), self.piece):
            handler.send(f"data: {json.dumps(chunk(self.text[at:at + self.piece]))}\n\n")
            time.sleep(self.pause)
        handler.send(f"data: {json.dumps(chunk(finish=self.finish))}\r\n\r\n")
        if self.usage:
            handler.send(f'data: {{"choices": [], "usage": {{"prompt_tokens": 1000, "completion_tokens": 200}}}}\n\n')
        handler.send("data: [DONE]\n\n")


class Whole(Answer):
    """One JSON object, whatever was asked for."""

    def serve(self, handler):
        body = json.dumps({"choices": [{"message": {"role": "assistant", "content": self.text}, "finish_reason": self.finish}],
                           "usage": {"prompt_tokens": 1000, "completion_tokens": 200}})
        handler.begin(200, "application/json", len(body.encode()))
        handler.send(body)


class Tool(Answer):
    """A call of a custom tool, of the chat protocol."""

    def serve(self, handler):
        handler.begin(200, "text/event-stream")
        for part in (self.text[:50], self.text[50:]):
            call = {"index": 0, "type": "custom", "custom": {"name": "write_program", "input": part}}
            handler.send(f"data: {json.dumps({'choices': [{'delta': {'tool_calls': [call]}, 'finish_reason': None}]})}\n\n")
        handler.send(f"data: {json.dumps(chunk(finish='tool_calls'))}\n\ndata: [DONE]\n\n")


class Responses(Answer):
    """The protocol of /responses."""

    def serve(self, handler):
        handler.begin(200, "text/event-stream")
        event = {"type": "response.custom_tool_call_input.delta", "delta": self.text}
        handler.send(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n")
        done = {"type": "response.completed", "response": {"status": "completed", "output": [],
                                                           "usage": {"input_tokens": 1000, "output_tokens": 200}}}
        handler.send(f"event: {done['type']}\ndata: {json.dumps(done)}\n\n")


class Status:
    """A refusal."""

    def __init__(self, status, message="no", retry_after=None, echo_key=False):
        self.status, self.message, self.retry_after, self.echo_key = status, message, retry_after, echo_key

    def serve(self, handler):
        message = self.message + (handler.headers.get("Authorization", "") if self.echo_key else "")
        body = json.dumps({"error": {"message": message}})
        extra = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        handler.begin(self.status, "application/json", len(body.encode()), extra)
        handler.send(body)


class Raw:
    """Any bytes; `length` may promise more than there are, and then the connection is closed in the middle."""

    def __init__(self, text, kind="text/event-stream", length=None):
        self.text, self.kind, self.length = text, kind, length

    def serve(self, handler):
        handler.begin(200, self.kind, self.length)
        handler.send(self.text)


class MidStream(Answer):
    """Closes the connection in the middle of a chunked answer."""

    def serve(self, handler):
        handler.begin(200, "text/event-stream", extra={"Transfer-Encoding": "chunked"})
        body = f"data: {json.dumps(chunk(self.text[:len(self.text) // 2]))}\n\n".encode()
        handler.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")


class Huge:
    """So many megabytes of one answer."""

    def __init__(self, megabytes):
        self.megabytes = megabytes

    def serve(self, handler):
        handler.begin(200, "text/event-stream")
        block = f"data: {json.dumps(chunk('select ' * 100))}\n\n" * 100
        for _ in range(self.megabytes * 1000000 // len(block)):
            handler.send(block)


class Slow:
    """Says nothing for so many seconds."""

    def __init__(self, seconds):
        self.seconds = seconds

    def serve(self, handler):
        handler.begin(200, "text/event-stream")
        handler.send(f"data: {json.dumps(chunk('region'))}\n\n")
        handler.server.released.wait(self.seconds)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with self.server.lock:
            number = len(self.server.requests)
            self.server.requests.append({"path": self.path, "headers": dict(self.headers), "body": json.loads(body)})
        script = self.server.script
        step = script(number, json.loads(body)) if callable(script) else script[min(number, len(script) - 1)]
        try:
            step.serve(self)
        except (BrokenPipeError, ConnectionResetError):
            pass
        self.close_connection = True

    def begin(self, status, kind, length=None, extra=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in dict(extra).items():
            self.send_header(name, value)
        self.end_headers()

    def send(self, text):
        self.wfile.write(text.encode() if isinstance(text, str) else text)
        self.wfile.flush()

    def log_message(self, *_):
        pass


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """A client that goes away is part of the test."""


class ModelServer:
    def __init__(self, script, tls=None):
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._tls = tls
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._server.daemon_threads = True
        self._server.script, self._server.requests, self._server.lock = script, [], threading.Lock()
        self._server.released = threading.Event()

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.released.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self):
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def requests(self):
        return self._server.requests
