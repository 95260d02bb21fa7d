"""Email: what comes in, what goes out, and the thread between. The rules are pure.

::

    parse loops followup compose        pure: bytes to words and back, and the rules
    store outbox drafts                 tables beside the journal, in the same transactions
    intake desk                         one message in, one reply out
    imap login inbound outbound room    the shells: mailboxes, the SMTP server, and all of it together
"""
