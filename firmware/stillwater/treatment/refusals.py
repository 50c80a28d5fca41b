"""Why a treatment is not begun, and why one has ended. Codes only: the words are the panel's."""

NONE = 0
SKIN_BROKEN = 1
JEWELLERY_ON = 2
SOMETHING_CHANGED = 3
NO_CONTACT = 4
ONE_TRAY = 5
TRAY_EMPTY = 6
SKIN_DRY = 7
USB_POWER = 8
SUPPLY = 9
PRESCRIPTION = 10
JOURNAL = 11

REFUSALS = (
    (SKIN_BROKEN, "skin-broken"),
    (JEWELLERY_ON, "jewellery-on"),
    (SOMETHING_CHANGED, "something-changed"),
    (NO_CONTACT, "no-contact"),
    (ONE_TRAY, "one-tray"),
    (TRAY_EMPTY, "tray-empty"),
    (SKIN_DRY, "skin-dry"),
    (USB_POWER, "usb-power"),
    (SUPPLY, "supply-low"),
    (PRESCRIPTION, "prescription"),
    (JOURNAL, "journal-full"),
)

# why a signed prescription is not taken; the words are the computer's, which has sent it
NO_KEY = 20
LENGTH = 21
FORMAT = 22
SERIAL = 23
SIGNATURE = 24
SCREENING = 25
LIMITS = 26
EXPIRED = 27
REPLAYED = 28
NOT_KEPT = 29

SIGNED = (
    (NO_KEY, "no-key"),
    (LENGTH, "length"),
    (FORMAT, "format"),
    (SERIAL, "serial"),
    (SIGNATURE, "signature"),
    (SCREENING, "screening"),
    (LIMITS, "limits"),
    (EXPIRED, "expired"),
    (REPLAYED, "replayed"),
    (NOT_KEPT, "not-kept"),
)

# questions in their order, and the refusal when the answer is no
QUESTIONS = (("skin-whole", SKIN_BROKEN), ("jewellery-off", JEWELLERY_ON), ("as-last-time", SOMETHING_CHANGED))

COMPLETE = 1
STOPPED = 2
TIMED_OUT = 3
SOFT_FAULT = 4
HARD_FAULT = 5

REASONS = (
    (COMPLETE, "complete"),
    (STOPPED, "stopped"),
    (TIMED_OUT, "nobody-came-back"),
    (SOFT_FAULT, "soft-fault"),
    (HARD_FAULT, "hard-fault"),
)


def name_in(table, code):
    """Name of a code in one of the tables above, `none` if it has none."""
    for known, name in table:
        if known == code:
            return name
    return "none"
