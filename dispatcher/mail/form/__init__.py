"""The web form: what a customer fills in becomes a message, and goes the way of every other message.

settings   what the owner says of the form
values     is what was filled in right? (pure)
files      what a file is, by what is in it (pure)
tokens     the signed mark of each form that was shown (pure)
pace       how often an address may send (pure)
letter     the message that says it all (pure)
sending    a form becomes a message once, however often its button is pressed
visits     who was shown suggestions, and who sent all the same; sums without anybody's name
tables     http
"""
