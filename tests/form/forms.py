"""A form to fill in, and somebody who fills it in right."""

from dispatcher.mail.form.settings import CategorySettings, FieldKind, FieldSettings, FormSettings
from dispatcher.mail.form.values import Entry, File

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

FORM = FormSettings(
    open=True,
    categories=(
        CategorySettings(id="refund", label={"en": "A refund", "th": "ขอเงินคืน"}),
        CategorySettings(id="other", label={"en": "Something else"}),
    ),
    fields=(
        FieldSettings(
            id="order",
            label={"en": "Order number", "fa": "شمارهٔ سفارش"},
            required=True,
            pattern="BB-[0-9]{6}",
            categories=("refund",),
        ),
        FieldSettings(id="phone", label={"en": "Telephone"}, kind=FieldKind.PHONE),
        FieldSettings(
            id="region",
            label={"en": "Region"},
            kind=FieldKind.CHOICE,
            choices=("North", "South"),
        ),
    ),
)

ENTRY = Entry(
    name="Mali Srisuk",
    email="mali@customer.example",
    category="refund",
    subject="Money back",
    text="I cannot travel.\nPlease refund my ticket.",
    values={"order": "BB-123456", "phone": "+66812345678", "region": "North"},
    files=(File(name="ticket.pdf", content=PDF),),
)
