"""All that is known of a customer, for whoever has her on the line or her letter in hand.

Who she is comes from `customers`, what she wrote from `mail`, the rest from another system, if there is one.
"""
