import socketserver
import threading
from email import message_from_bytes, policy


class Conversation(socketserver.StreamRequestHandler):
    """One connection: enough of RFC 5321 for a client that sends messages."""

    def handle(self):
        self.say("220 loopback ready")
        self.recipients = []
        while (line := self.rfile.readline()) and not line.upper().startswith(b"QUIT"):
            self.answer(line)
        self.say("221 bye")

    def answer(self, line):
        command = line[:4].upper()
        if command == b"RCPT":
            recipient = line.split(b":", 1)[1].strip(b" <>\r\n").decode()
            if recipient in self.server.refused:
                self.say("550 no such mailbox")
                return
            self.recipients.append(recipient)
        if command != b"DATA":
            self.say("250 fine")
            return
        self.say("354 go on")
        content = b"".join(self.read_message())
        if not self.is_whole:
            return
        self.server.keep(self.recipients, content)
        self.recipients = []
        self.say("250 kept")

    def read_message(self):
        self.is_whole = False
        while line := self.rfile.readline():
            if line == b".\r\n":
                self.is_whole = True
                return
            yield line.removeprefix(b".") if line.startswith(b"..") else line

    def say(self, reply):
        self.wfile.write(f"{reply}\r\n".encode())


class SmtpServer(socketserver.ThreadingTCPServer):
    """A mail server on loopback that keeps what it gets: ``messages``, by envelope recipient.

    It takes nothing for the addresses in ``refused``, and nothing whose end it has not read.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.messages = {}
        self.refused = set()

    @property
    def port(self):
        return self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_details):
        self.shutdown()
        self.server_close()

    def keep(self, recipients, content):
        message = message_from_bytes(content, policy=policy.default)
        for recipient in recipients:
            self.messages.setdefault(recipient, []).append(message)
