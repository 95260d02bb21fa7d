"""Into the SMTP server that takes our letters: by password, or by a token, which is replaced once."""

from typing import Final

import aiosmtplib

from dispatcher.mail.cancellation import surely
from dispatcher.mail.settings import Smtp
from dispatcher.mail.tokens import TokenSource

ANSWER: Final = 60.0  # Seconds for the server's answer to one command.


async def connect(
    smtp: Smtp, tokens: TokenSource | None = None, *, answer: float = ANSWER
) -> aiosmtplib.SMTP:
    """The server, logged in to; whoever has it closes it.

    Args:
        smtp: which server, and who logs in.
        tokens: whence tokens come, where the sign-in is by `oauth`.
        answer: seconds the server has for its answer to one command.

    Raises:
        aiosmtplib.SMTPAuthenticationError: it does not let us in, not even with a new token.
        SignInRefusedError: no token is to be had until somebody signs in again.
        aiosmtplib.SMTPException: it refuses something else.
        OSError: it is not there.
        PeerError: the server of the tokens is not there.
    """
    if tokens is None:
        return await _connected(_client(smtp, "", answer))
    token = await tokens.token()
    try:
        return await _connected(_client(smtp, token, answer))
    except aiosmtplib.SMTPAuthenticationError:
        tokens.spent(token)
        return await _connected(_client(smtp, await tokens.token(), answer))


async def _connected(client: aiosmtplib.SMTP) -> aiosmtplib.SMTP:
    try:
        await surely(client.connect())
    except BaseException:
        client.close()
        raise
    return client


def _client(smtp: Smtp, token: str, answer: float) -> aiosmtplib.SMTP:
    async def give() -> str:
        return token

    return aiosmtplib.SMTP(
        hostname=smtp.host,
        port=smtp.port,
        use_tls=smtp.security == "tls",
        start_tls=smtp.security == "starttls",
        username=smtp.user,
        password=smtp.password,
        oauth_token_generator=give if token else None,
        timeout=answer,
    )
