"""Where units are looked for, which one is meant, how they come to rest, and what the command line makes of a link that fails."""

import json
from types import SimpleNamespace

import pytest

from stillwater.link import commands
from stillwater.safety import limits
from stillwater.treatment import states
from stillwater_tools.cli import main as command
from stillwater_tools.cli import safe
from stillwater_tools.link import errors
from stillwater_tools.link.client import Client
from stillwater_tools.problems import InputError
from stillwater_tools.units import choose, places, rest, running, watch
from stillwater_tools.units.find import CLOSED, NOT_ASKED, REPL, UNIT, Found
from support.link_unit import LinkedUnit, LoopPort


def unit(serial, port="/dev/ttyACM0"):
    return Found(port, "USB", UNIT, "", {"serial": serial, "state": "idle", "board": "unit_r1"})


def usb_port(device, vid, pid, description, serial_number=None, location=None):
    return SimpleNamespace(**locals())


HELD = Found("/dev/ttyACM7", "USB", CLOSED, "/dev/ttyACM7: another program holds it; close that program")
FOREIGN = Found("/dev/ttyS0", "no USB device", NOT_ASKED, "for it may be no unit")


def test_the_only_unit_is_meant_where_nothing_is_said():
    assert choose.choose(None, lambda: [HELD, unit("SW1"), FOREIGN]) == "/dev/ttyACM0"
    assert choose.choose("SW2", lambda: [unit("SW1"), unit("SW2", "/dev/ttyACM3")]) == "/dev/ttyACM3"


def test_several_units_are_refused_with_all_their_names():
    with pytest.raises(InputError, match="SW1 at /dev/ttyACM0, SW2 at /dev/ttyACM3; choose one"):
        choose.choose(None, lambda: [unit("SW1"), unit("SW2", "/dev/ttyACM3")])


@pytest.mark.parametrize("serial, found, told", [
    (None, [], "no port with a board"), (None, [FOREIGN], "no port with a board"), (None, [HELD], "another program holds it"),
    ("SW9", [unit("SW1")], "/dev/ttyACM0: SW1")])
def test_a_unit_that_is_nowhere_is_told_with_what_is_there_instead(serial, found, told):
    with pytest.raises(choose.NoUnit, match="stillwater sim") as raised:
        choose.choose(serial, lambda: found)
    assert told in str(raised.value)


def at(kind, port, number="", **hello):
    return Found(port, "USB", kind, "", hello, places.Place(port, "USB", True, number))


def test_a_unit_in_service_mode_is_known_by_the_number_of_its_chip():
    found = [at(UNIT, "/dev/ttyACM0", "E66058388372AAAA", serial="SW-WARD-7"), at(REPL, "/dev/ttyACM1", "E66058388372BBBB")]
    assert choose.choose_place(None, "SW-WARD-7", lambda: found).port == "/dev/ttyACM0"
    assert choose.choose_place(None, "SW388372BBBB", lambda: found).port == "/dev/ttyACM1"
    with pytest.raises(InputError, match="SW-WARD-7 at /dev/ttyACM0, repl at /dev/ttyACM1"):
        choose.choose_place(None, None, lambda: found)
    with pytest.raises(choose.NoUnit):
        choose.choose_place(None, "SW388372AAAA", lambda: found)


def test_a_board_is_followed_by_its_number_when_its_port_is_called_otherwise(monkeypatch):
    monkeypatch.setattr(places, "places", lambda: [places.Place("/dev/ttyACM5", "USB", True, "E660")])
    assert places.port_now(places.Place("/dev/ttyACM0", "USB", True, "E660")) == "/dev/ttyACM5"
    assert places.port_now(places.Place("/dev/ttyACM0", "USB", True, "E661")) == "/dev/ttyACM0"
    assert places.port_now(places.Place("socket://lab:4444", "named", True)) == "socket://lab:4444"


def test_a_board_tells_which_socket_it_is_plugged_into():
    place = places._place(usb_port("/dev/ttyACM0", *places.MICROPYTHON_USB, "Board in FS mode", "E660", "1-1.4:1.0"))
    assert (place.number, place.usb_path, place.is_asked) == ("E660", "1-1.4", True)
    assert "socket 1-1.4" in place.about


def test_what_the_command_says_goes_before_what_the_environment_says(monkeypatch):
    monkeypatch.setenv("STILLWATER_PORT", "/dev/ttyACM5")
    monkeypatch.setenv("STILLWATER_UNIT", "SW5")
    assert choose.wanted(None, None) == ("/dev/ttyACM5", "SW5")
    assert choose.wanted(None, "SW1") == (None, "SW1")
    assert choose.wanted("/dev/ttyACM0", None) == ("/dev/ttyACM0", None)


def test_only_boards_that_run_micropython_are_asked(monkeypatch):
    ports = [("/dev/ttyACM0", *places.MICROPYTHON_USB, "Board in FS mode"), ("/dev/ttyUSB0", 0x0403, 0x6001, "FT232R"),
             ("/dev/ttyS0", None, None, "ttyS0"), ("/dev/ttyACM1", 0x2E8A, 0x000A, "Pico")]
    monkeypatch.setattr(places, "_serial_ports", lambda: [usb_port(*port) for port in ports])
    monkeypatch.setattr(places.running, "running", list)
    assert [place.port for place in places.places() if place.is_asked] == ["/dev/ttyACM0"]
    named = places.places(["/dev/ttyUSB0"])
    assert [(place.port, place.is_asked) for place in named][0] == ("/dev/ttyUSB0", True)
    assert len(named) == 4


def test_a_bootloader_drive_is_known_by_what_it_says_of_itself(tmp_path):
    drives = {"my RPI": "UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2\n", "other": "Board-ID: SAMD21\n", "empty": ""}
    for name, says in drives.items():
        (tmp_path / name).mkdir()
        if says:
            (tmp_path / name / "INFO_UF2.TXT").write_text(says)
    lines = [f"/dev/sda1 {tmp_path}/{name} vfat rw 0 0\n".replace("my RPI", "my\\040RPI") for name in drives]
    (tmp_path / "mounts").write_text("".join(lines))
    assert places.drives(tmp_path / "mounts") == [tmp_path / "my RPI"]
    assert places.drives(tmp_path / "nothing") == []


def test_a_board_in_its_bootloader_is_seen_though_nothing_is_mounted(tmp_path):
    for name, numbers in (("1-1", ("2e8a", "0003")), ("1-2", ("2e8a", "0005")), ("1-3", ("0403", "6001")), ("usb1", ())):
        (tmp_path / name).mkdir()
        for file, number in zip(("idVendor", "idProduct"), numbers, strict=False):
            (tmp_path / name / file).write_text(number + "\n")
    assert places.bootloaders(tmp_path) == 1
    assert places.bootloaders(tmp_path / "nothing") == 0


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    return tmp_path


def test_a_virtual_unit_is_known_as_long_as_its_folder_is_kept(home):
    with running.kept("bed-1") as folder:
        known = running.announce(folder, "/dev/pts/77", serial="SWV-1", socket="", scene="undisturbed", speed=1.0, pid=4711)
        assert running.running() == [known]
        assert running.free_names(2) == ["sim-1", "sim-2"]
        with pytest.raises(InputError, match="virtual unit that runs"), running.kept("bed-1"):
            pass
        (folder / "journal.bin").write_bytes(b"kept")
    assert running.running() == []
    assert (folder / "journal.bin").exists()
    with running.kept("bed-1") as again:
        assert not (again / "journal.bin").exists()


def test_what_a_killed_one_has_left_is_no_unit(home):
    folder = home / "run/stillwater/bed-2"
    folder.mkdir(parents=True)
    left = {"name": "bed-2", "serial": "SWV-2", "port": "x", "pty": "/dev/pts/1", "socket": "", "scene": "demo", "speed": 1.0, "pid": 1}
    (folder / "unit.json").write_text(json.dumps(left))
    assert running.running() == []


@pytest.mark.parametrize("name", ["", "../up", "a b", "x" * 41])
def test_a_name_that_is_no_folder_is_refused(home, name):
    with pytest.raises(InputError, match="1..40"), running.kept(name):
        pass


def test_the_way_down_is_waited_for_as_long_as_it_may_take():
    assert limits.CURRENT_MAX_UA / limits.RAMP_DOWN_UA_PER_S < rest.longest_s() < 60


@pytest.mark.parametrize("state", [commands.NO_PLAN, states.IDLE, states.DONE, states.BLOCKED])
def test_a_unit_at_rest_is_asked_nothing_more(state):
    port = LoopPort(LinkedUnit(state))
    told = rest.bring_to_rest(Client(port))
    assert told.before == told.after
    assert len(port.sent) == 12  # one status


def test_a_unit_that_does_not_come_to_rest_is_told_with_state_and_current():
    client = Client(LoopPort(LinkedUnit(states.HOLD)))
    with pytest.raises(rest.StillFlows, match="state hold, 0 uA; must be 50 uA or less and one of idle, .*; hold start"):
        rest.bring_to_rest(client, most_s=0.05)


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl"])
def test_a_sample_is_in_the_file_before_the_next_comes(tmp_path, name):
    sample = dict.fromkeys(watch.columns(), 7)
    with watch.kept_in(tmp_path / name) as keeper:
        keeper.keep(sample)
        last = (tmp_path / name).read_text().splitlines()[-1]
    assert last.count("7") == len(sample)


@pytest.mark.parametrize("name", ["x.txt", "x", "none/x.csv"])
def test_a_file_that_cannot_be_is_refused(tmp_path, name):
    with pytest.raises(InputError), watch.kept_in(tmp_path / name):
        pass


def refusal(error):
    return errors.UnitRefused(f"refused: {error}", "clock_set", error, 0, 0)


_CODES = [
    (errors.PortGone("gone"), 3), (errors.NoAnswer("silent"), 3), (choose.NoUnit("nobody"), 3),
    (refusal("state"), 4), (refusal("busy"), 4),
    (refusal("refused"), 1), (refusal("range"), 1), (errors.OtherTable("other", {}), 1), (rest.StillFlows("flows"), 1),
    (errors.LinkError("?"), 1),
]


@pytest.mark.parametrize("error, code", _CODES, ids=[str(error) for error, _code in _CODES])
def test_each_failure_of_the_link_has_its_exit_code(error, code, monkeypatch, capsys):
    def fail(port, serial):
        raise error

    monkeypatch.setattr(safe, "chosen", fail)
    monkeypatch.setattr("sys.argv", ["stillwater", "safe", "--json"])
    with pytest.raises(SystemExit) as ended:
        command.main()
    told = capsys.readouterr()
    assert ended.value.code == code
    assert json.loads(told.out)["error"] == str(error)
    assert str(error) in told.err
