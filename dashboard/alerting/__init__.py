"""Alert rules at work: numbers beyond a threshold for a while, told on screens, by email, by webhook.

    watches     what is looked at, and when it alarms: pure
    record      every alarm and its end, and what is still to be told, durable
    telling     what a message and a webhook say
    sending     tells them, and tries again, with bounds
    alerting    looks, decides, writes down; what the board asks
    routes      the record, and the button that makes an alarm quiet

See docs/decisions/0041-alarms-are-the-dashboards.md.
"""
