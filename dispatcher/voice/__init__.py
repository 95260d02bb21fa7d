"""Calls, from any PBX: what it reports, what it is to do, and how both travel.

    reports reporting     what a PBX tells, and the command each report leads to     (pure)
    orders ordering       what it is to do, and the fact each order follows from     (pure)
    cards news            calls as they stand, and how they change                   (pure)
    connector             the one interface of connectors, and the way in for reports
    trunk                 a PBX on a WebSocket, without the socket                   (pure)
    http bodies calls     the HTTP API; its keys and problems; openapi describes it
    deliveries outbox     webhooks; signing and signed are about signatures, both ways
    lines callers phones  a PBX in a program, which uses the API from outside

See docs/decisions/0019-orders-follow-facts.md.
"""
