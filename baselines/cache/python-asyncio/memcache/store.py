"""What the commands need of a store; each variant has its own.

A module of its own so that the commands depend on no store. Data never has its line end here: how
a store keeps what it sends is its own affair.
"""

from typing import Protocol


class Item(Protocol):
    """What a client stored under a key."""

    @property
    def flags(self) -> int:
        """Below 2^32; they mean something to clients only."""

    @property
    def data(self) -> bytes:
        """At most VALUE_BYTES_MAX."""


class Store(Protocol):
    """Items by key, within a limit of bytes. Keys are 1 to KEY_BYTES_MAX bytes; nobody checks."""

    limit_bytes: int
    used_bytes: int
    evictions: int

    def __len__(self) -> int:
        """Items that are there; expired ones may count until somebody asks for them."""

    def __contains__(self, key: bytes) -> bool:
        """Whether there is an item."""

    def find(self, key: bytes) -> Item | None:
        """The item, if there is one."""

    def write(self, key: bytes, flags: int, data: bytes, deadline: float) -> None:
        """Stores an item, evicting others where it needs their room."""

    def rewrite(self, key: bytes, data: bytes) -> None:
        """Gives an item that is there other data; its flags and its deadline stay."""

    def deadline(self, key: bytes) -> float:
        """The deadline of an item; never, when there is none."""

    def touch(self, key: bytes, deadline: float) -> bool:
        """Gives an item another deadline; false when there is none."""

    def remove(self, key: bytes) -> bool:
        """Forgets an item; false when there is none."""

    def token(self, key: bytes) -> int:
        """The CAS token of an item: the same until it is written. 0 when there is none."""

    def clear(self) -> None:
        """Forgets everything, now."""

    def clear_at(self, deadline: float) -> None:
        """Forgets everything that is there at that time; replaces an earlier such order."""
