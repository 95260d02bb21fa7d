"""A real Dovecot in a temporary home: IMAP and LMTP on free loopback ports, users with Maildirs.

It is what intake meets in the world. It can be stopped and started again on the same ports, its users can
change their passwords, and a mailbox can be made anew under another UIDVALIDITY.
"""

import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.parts import missing
from tests.ports import free_port

BINARY = shutil.which("dovecot") or ("/usr/sbin/dovecot" if Path("/usr/sbin/dovecot").exists() else None)

CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{home}/mail/%n
mail_fsync = never
first_valid_uid = 1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login_user}
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {home}/users
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_group} home={home}/mail/%n allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """The server. `imap_port` and `lmtp_port` stay the same over restarts; users are full addresses."""

    def __init__(self, home: Path, users: Mapping[str, str], more: str = "") -> None:
        self.home, self.users, self._more = home, dict(users), more
        self.host, self.imap_port, self.lmtp_port = "127.0.0.1", free_port(), free_port()
        self._laid = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._write_config()

    def _write_config(self) -> None:
        root = os.getuid() == 0
        me, mine = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
        mail_user, mail_group = ("nobody", "nogroup") if root else (me, mine)
        (self.home / "mail").mkdir(parents=True, exist_ok=True)
        for folder in (self.home, self.home / "mail"):
            folder.chmod(0o755)
        if root:
            shutil.chown(self.home / "mail", mail_user, mail_group)
        text = CONFIG.format(
            home=self.home,
            user="dovecot" if root else me,
            group="dovecot" if root else mine,
            login_user="dovenull" if root else me,
            mail_user=mail_user,
            mail_group=mail_group,
            imap_port=self.imap_port,
            lmtp_port=self.lmtp_port,
        )
        (self.home / "dovecot.conf").write_text(text + self._more)
        self._write_users()

    def _write_users(self) -> None:
        lines = (f"{user}:{{plain}}{password}\n" for user, password in self.users.items())
        (self.home / "users").write_text("".join(lines))
        (self.home / "users").chmod(0o644)

    def set_password(self, user: str, password: str) -> None:
        """From the next login on, this is the password."""
        self.users[user] = password
        self._write_users()

    def start(self) -> None:
        """Start, and return when it greets."""
        assert BINARY is not None
        self._process = subprocess.Popen([BINARY, "-F", "-c", str(self.home / "dovecot.conf")])
        deadline = time.monotonic() + 20
        while not _greets(self.imap_port) or not _greets(self.lmtp_port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Dovecot did not start:\n{self.log()}")

    def stop(self) -> None:
        """Kill it and every process it started, as a power cut does; connections are reset."""
        if self._process is None:
            return
        children = _children(self._process.pid)
        self._process.kill()
        self._process.wait(20)
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self._process = None

    def log(self) -> str:
        """What the server says about itself."""
        path = self.home / "dovecot.log"
        return path.read_text() if path.exists() else "(no log)"

    # --- what the world does with it --------------------------------------------------------------------

    def deliver(self, raw: bytes, *recipients: str, sender: str = "") -> None:
        """Put a message into these users' mailboxes, as a mail server does (LMTP)."""
        with smtplib.LMTP(self.host, self.lmtp_port) as lmtp:
            lmtp.sendmail(sender, recipients, raw)

    def lay_in(self, user: str, letters: Iterable[bytes]) -> None:
        """Put many messages into the user's INBOX at once, as whoever moves a mailbox does."""
        box = self.home / "mail" / user.partition("@")[0]
        with self.session(user):  # Dovecot makes the folder as it likes it.
            owner = (box / "cur").stat()
        for raw in letters:
            self._laid += 1
            name = f"{int(time.time())}.M{self._laid:06}P1.host"  # by which Dovecot orders them
            (box / "tmp" / name).write_bytes(raw)
            os.chown(box / "tmp" / name, owner.st_uid, owner.st_gid)
            (box / "tmp" / name).rename(box / "new" / name)

    @contextlib.contextmanager
    def session(self, user: str) -> Iterator[imaplib.IMAP4]:
        """The user's INBOX in another mail program."""
        with imaplib.IMAP4(self.host, self.imap_port) as imap:
            imap.login(user, self.users[user])
            imap.select("INBOX")
            yield imap

    def messages(self, user: str) -> list[bytes]:
        """Everything in the user's INBOX, oldest first."""
        with self.session(user) as imap:
            numbers = imap.search(None, "ALL")[1][0].split()
            fetched = (imap.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers)
            return [part[1] for part in fetched if isinstance(part, tuple)]

    def flags(self, user: str) -> list[bytes]:
        """Each message's flags, oldest first."""
        with self.session(user) as imap:
            numbers = imap.search(None, "ALL")[1][0].split()
            answers = (imap.fetch(number.decode(), "(FLAGS)")[1][0] for number in numbers)
            return [answer for answer in answers if isinstance(answer, bytes)]

    def renew_uids(self, user: str) -> None:
        """As after a restored backup: the same messages under a new UIDVALIDITY and new UIDs."""
        with self.session(user) as imap:
            validity = int(imap.response("UIDVALIDITY")[1][0])
        for name in (self.home / "mail" / user.partition("@")[0]).glob("dovecot*"):
            name.unlink()
        self._doveadm("mailbox", "update", "-u", user, "--uid-validity", str(validity + 1000), "INBOX")

    def kick(self, user: str) -> None:
        """End the user's sessions, as a server does whose sessions have a limit."""
        self._doveadm("kick", user)

    def _doveadm(self, *arguments: str) -> None:
        doveadm = Path(str(BINARY)).with_name("doveadm")
        command = [doveadm if doveadm.exists() else "doveadm", "-c", self.home / "dovecot.conf", *arguments]
        subprocess.run(command, check=True)


def _greets(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as connection:
        return bool(connection.recv(1))
    return False


def _children(pid: int) -> list[int]:
    """The processes below this one; Dovecot's workers outlive their master by a little."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                child = int(stat.parent.name)
                found += [child, *_children(child)]
    return found


@contextlib.contextmanager
def dovecot(home: Path, users: Mapping[str, str], more: str = "") -> Iterator[Dovecot]:
    """A running Dovecot with these users (address: password); it is gone afterwards.

    `more` is configuration, such as `tests.dovecotparts` has. The test is skipped, or fails in CI, where
    there is no Dovecot.
    """
    if BINARY is None:
        missing("Dovecot", "dovecot-imapd", "dovecot-lmtpd")
    server = Dovecot(home, users, more)
    server.start()
    try:
        yield server
    finally:
        server.stop()
