"""What a Dovecot may have besides: TLS, log-in by token, a quota. Each is a piece of its configuration."""

from pathlib import Path

from tests.certificates import Certificate

TLS = """
ssl = yes
ssl_cert = <{pem}
ssl_key = <{key}
service imap-login {{
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
"""

TOKENS = """
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {file}
}}
"""

INTROSPECTION = """
introspection_mode = post
introspection_url = {url}
username_attribute = username
active_attribute = active
active_value = true
"""

QUOTA = """
mail_plugins = quota
plugin {{
  quota = maildir:User quota
  quota_rule = *:storage={storage}
  quota_grace = 0
}}
"""


def with_tls(certificate: Certificate, port: int) -> str:
    """TLS from the first byte at this port."""
    return TLS.format(pem=certificate.pem, key=certificate.key, port=port)


def with_tokens(home: Path, url: str) -> str:
    """Users may log in by XOAUTH2; whose a token is, this address tells (RFC 7662)."""
    file = home / "oauth2.conf"
    file.write_text(INTROSPECTION.format(url=url))
    return TOKENS.format(file=file)


def with_quota(storage: str) -> str:
    """No mailbox takes more than this, such as `20K`."""
    return QUOTA.format(storage=storage)
