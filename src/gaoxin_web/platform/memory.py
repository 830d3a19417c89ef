"""A bounded memory of one process, for what never changes: the key names all that a thing follows from, never a time.

What is asked for again comes from the memory; when there is no more room, what was not asked for longest goes.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


def one(_thing: object) -> int:
    """Weigh every thing alike: the room of the memory is a number of things."""
    return 1


class Memory(Generic[T]):
    """Things by key, as long as their weights together stay within the room.

    >>> squares = Memory(room=2)
    >>> [squares.get(number, lambda: number**2) for number in (1, 2, 3)], len(squares)
    ([1, 4, 9], 2)
    """

    def __init__(self, room: int, weight: Callable[[T], int] = one) -> None:
        self.room, self.weight = room, weight
        self._things: OrderedDict[Hashable, T] = OrderedDict()
        self._used, self._lock = 0, Lock()

    def __len__(self) -> int:
        return len(self._things)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under a key, else what ``make`` gives, which is kept from now on.

        Two threads may make the same thing at once; they make equal ones, and nobody waits.
        """
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        with self._lock:
            self._keep(key, made)
        return made

    def forget(self) -> None:
        """Forget everything."""
        with self._lock:
            self._things.clear()
            self._used = 0

    def _keep(self, key: Hashable, made: T) -> None:
        if self.weight(made) > self.room:
            return
        if key in self._things:
            self._used -= self.weight(self._things.pop(key))
        self._things[key] = made
        self._used += self.weight(made)
        while self._used > self.room:
            _, gone = self._things.popitem(last=False)
            self._used -= self.weight(gone)
