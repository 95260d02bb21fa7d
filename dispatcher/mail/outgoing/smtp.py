"""Into the SMTP server that takes our letters: by password, or by a token, which is replaced once."""

import ssl
from typing import Final

import aiosmtplib

from dispatcher.errors import OwnerError
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
        OwnerError: its certificate is not trusted, and what to change.
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
    except BaseException as error:
        client.close()
        if (why := _distrust(error)) is not None:
            raise OwnerError(
                f"its certificate is not trusted ({why}); ask for it by the name it is for ([smtp] host),"
                " or name the file of whoever signed it ([smtp] ca_file)"
            ) from error
        raise
    return client


def _distrust(error: BaseException | None) -> str | None:
    """What is wrong with the certificate, when that is why there is no connection."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message or str(error)
        error = error.__cause__ or error.__context__
    return None


def _trust(smtp: Smtp) -> ssl.SSLContext | None:
    """By whose word its certificate is believed; None where nothing is encrypted.

    Raises:
        OwnerError: the file of certificates cannot be read.
    """
    if smtp.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=smtp.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise OwnerError(f"[smtp] ca_file holds no certificates ({type(error).__name__})") from error


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
        tls_context=_trust(smtp),
    )
