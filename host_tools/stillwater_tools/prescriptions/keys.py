"""The clinic's key: made, read, and what is signed with it. What the signature protects from is told in the firmware's signature.py.

A key file is one line of 64 hex digits that its owner alone may read. It is made once for a clinic and copied to a safe place: who has
lost it provisions every unit anew, who has let it be seen does so too.
"""

import os
import secrets
from pathlib import Path

from stillwater_tools.firmware_tables import firmware_module
from stillwater_tools.prescriptions.stated import Stated, serial_bytes
from stillwater_tools.problems import GIVEN, InputError, Problem

_OTHERS = 0o077
_OWNER = 0o600


def new_key(path: Path) -> None:
    """Make a clinic's key in a new file. InputError for a file that is there: a key is never written over."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER)
    except FileExistsError:
        raise _wrong(path, "is there already, and a key is never written over", "give another name") from None
    except OSError as why:
        raise _wrong(path, f"cannot be written ({why.strerror})", "give another place") from None
    with open(descriptor, "w") as file:
        file.write(secrets.token_hex(_key_bytes()) + "\n")


def read_key(path: Path) -> bytes:
    """The clinic's key. InputError when it cannot be read, can be read by others, or is none."""
    try:
        mode, text = path.stat().st_mode, path.read_text("ascii").strip()
        key = bytes.fromhex(text)
    except OSError as why:
        raise _wrong(path, f"cannot be read ({why.strerror})", "make one with `stillwater prescribe key new --out FILE`") from None
    except ValueError:
        raise _wrong(path, "is no key: must be 64 hex digits", "give the file that `stillwater prescribe key new` has made") from None
    if os.name == "posix" and mode & _OTHERS:
        raise _wrong(path, f"may be read by others ({mode & 0o777:04o}), must be {_OWNER:04o}", f"run `chmod 600 {path}`")
    if len(key) != _key_bytes():
        raise _wrong(path, f"holds {2 * len(key)} hex digits, must be {2 * _key_bytes()}", "give a whole key")
    return key


def unit_key(clinic_key: bytes, unit: str) -> bytes:
    """The key that belongs into the unit with this serial, as `provision` puts it there."""
    return bytes(firmware_module("stillwater.treatment.signature").unit_key(clinic_key, serial_bytes(unit)))


def signed(stated: Stated, clinic_key: bytes) -> bytes:
    """The bytes for the unit that it names."""
    data = stated.packed()
    return data + bytes(firmware_module("stillwater.treatment.signature").signature(data, unit_key(clinic_key, stated.unit)))


def _key_bytes() -> int:
    return int(firmware_module("stillwater.treatment.signature").KEY_BYTES)


def _wrong(path: Path, bound: str, remedy: str) -> InputError:
    return InputError([Problem(str(path), "key", GIVEN, bound, remedy)])
