"""An alert rule says one threshold, and has somebody to tell."""

from typing import Final

from dispatcher.config.check import Tables
from dispatcher.config.mistakes import Sheet


def alerts_have_one_threshold(tables: Tables, sheet: Sheet) -> None:
    """Above or below; not both, and not neither."""
    for name in tables["alerts"]:
        said = [word for word in ("above", "below") if sheet.says(("alerts", name, word))]
        if len(said) == 2:
            sheet.wrong(("alerts", name, "below"), "below beside above", "one of the two")
        elif not said:
            sheet.missing(("alerts", name, "above"), "above or below: the threshold")


def alerts_find_the_webhook(tables: Tables, sheet: Sheet) -> None:
    """A rule that tells the webhook needs one."""
    for name, values in tables["alerts"].items():
        if values.get("webhook") and not tables["alert_webhook"] and not sheet.faulted("alert_webhook"):
            sheet.wrong(("alerts", name, "webhook"), "true", "false, as there is no [alert_webhook]")


CHECKS: Final = (alerts_have_one_threshold, alerts_find_the_webhook)
