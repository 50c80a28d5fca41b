"""The host's end of the emulated USB: what the chip said, what is still to be typed, whether it is connected.

The emulator's own host answers each of the chip's questions, with an empty packet if it has nothing to say: 14 interrupts a
millisecond, so the processor never sleeps. This one is silent until there is something. Knows bytes, no REPL.
"""

from rp2040py.rp2040 import RP2040
from rp2040py.usb.cdc import USBCDC

_CONTROL_ENDPOINT = 0
_SLICE_BYTES = 256  # the emulated host's own queue takes 512


class UsbHost:
    """`said` is all that came since power-on; `connected` turns true when the chip has been enumerated."""

    def __init__(self, mcu: RP2040) -> None:
        self.said = bytearray()
        self.connected = False
        self._controller = mcu.usb_ctrl
        self._port = USBCDC(self._controller)
        self._asked: tuple[int, int] | None = None
        self._wire()

    @property
    def has_room(self) -> bool:
        """Whether send() takes a slice now."""
        return self._port.tx_fifo.item_count < _SLICE_BYTES

    def send(self, data: bytes) -> bytes:
        """Take a slice of `data` for the chip; what is left of it."""
        for byte in data[:_SLICE_BYTES]:
            self._port.send_serial_byte(byte)
        if self._asked:
            asked, self._asked = self._asked, None
            self._answer(*asked)
        return data[_SLICE_BYTES:]

    def _wire(self) -> None:
        """Between the emulator's host, which has just hung itself on the controller, and the controller."""
        assert self._controller.on_endpoint_read and self._controller.on_reset
        self._answer, self._controller.on_endpoint_read = self._controller.on_endpoint_read, self._on_asked
        self._forget, self._controller.on_reset = self._controller.on_reset, self._on_reset
        self._port.on_serial_data = self.said.extend
        self._port.on_device_connected = self._on_connected

    def _on_connected(self) -> None:
        self.connected = True

    def _on_reset(self) -> None:
        self.connected = False
        self._asked = None
        self._forget()

    def _on_asked(self, endpoint: int, size: int) -> None:
        """The chip is ready for data: answer now, or when there is some."""
        if endpoint == _CONTROL_ENDPOINT or not self._port.tx_fifo.empty:
            self._answer(endpoint, size)
        else:
            self._asked = (endpoint, size)
