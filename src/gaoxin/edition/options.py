"""Methods and their options, checked by signature before anything is computed.

An option is a keyword of the method's function; its annotation says what it may hold. ``max_`` is written
``max``.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, get_args, get_origin

from gaoxin.edition import Settings
from gaoxin.terms import Fault, Text, did_you_mean, exact, is_exact

Palette = Mapping[str, Callable[..., Any]]
"""The methods of a stair by name."""

_LIMITS: Mapping[str, tuple[Callable[..., bool], Text]] = {
    "lower": (
        lambda options: options["lower"] < options.get("upper", float("inf")),
        Text("lower 须小于 upper", "lower must be below upper"),
    ),
    "lambda_": (
        lambda options: abs(options["lambda_"]) <= 2,
        Text("lambda 须在 -2 与 2 之间", "lambda must be from -2 to 2"),
    ),
    "trim": (
        lambda options: 0 <= options["trim"] < 0.5,
        Text("trim 须不小于 0、小于 50%", "trim must be 0 or more and below 50%"),
    ),
    "sd": (lambda options: options["sd"] > 0, Text("sd 须大于 0", "sd must be above 0")),
    "span": (lambda options: options["span"] > 0, Text("span 须大于 0", "span must be above 0")),
    "p": (
        lambda options: options["p"] != 0,
        Text("p 不能为 0，可用 geometric", "p must not be 0; use geometric"),
    ),
}


@dataclass(frozen=True)
class Choice:
    """A method that was chosen: its name, its options in force with defaults, the function bound to them."""

    name: str
    options: Mapping[str, Any]
    function: Callable[..., Any]

    @property
    def in_force(self) -> dict[str, Any]:
        """Return what the manifest says of it."""
        return {"using": self.name, **{key.rstrip("_"): value for key, value in self.options.items()}}


def choose(settings: Settings, palette: Palette, place: str) -> tuple[Choice | None, list[Fault]]:
    """Return the method that the settings name with its options, or every fault of them."""
    if not isinstance(settings.using, str):
        return None, [Fault(place, Text("只能写一个方法", "takes one method"), _names(palette))]
    chosen, faults = choose_levels(settings, palette, place)
    return (chosen[0] if chosen else None), faults


def choose_levels(settings: Settings, palette: Palette, place: str) -> tuple[tuple[Choice, ...], list[Fault]]:
    """Return the methods that the settings name, one a level; an option goes to the methods that know it."""
    names = (settings.using,) if isinstance(settings.using, str) else settings.using
    unknown = [_unknown(f"{place}/using", name, palette) for name in names if name not in palette]
    if unknown or not names:
        return (), unknown or [Fault(place, Text("没有写方法", "names no method"), _names(palette))]
    known = {word: kind for name in names for word, kind in _keywords(palette[name]).items()}
    values, faults = {}, []
    for word, written in settings.options.items():
        key = next((one for one in known if one.rstrip("_") == word), None)
        if key is None:
            faults.append(_unknown_option(f"{place}/{word}", word, names, known))
        elif (value := _value(written, known[key])) is None:
            faults.append(Fault(f"{place}/{word}", _found(written), _allowed(known[key])))
        else:
            values[key] = value
    chosen = [_choice(name, palette[name], values) for name in names]
    faults += [fault for one in chosen for fault in _limits(one, palette, place, faulty=bool(faults))]
    return (() if faults else tuple(chosen)), faults


def _choice(name: str, function: Callable[..., Any], values: Mapping[str, Any]) -> Choice:
    keywords = _keywords(function)
    defaults = {
        word: one.default for word, one in inspect.signature(function).parameters.items() if word in keywords
    }
    options = {word: values.get(word, default) for word, default in defaults.items()}
    return Choice(name, options, partial(function, **options))


def _limits(choice: Choice, palette: Palette, place: str, *, faulty: bool) -> Iterator[Fault]:
    """Yield what an option lacks or breaks; silent where another option of the stair is at fault already."""
    if faulty:
        return
    for word, value in choice.options.items():
        written = word.rstrip("_")
        if value is inspect.Parameter.empty:
            kind = _keywords(palette[choice.name])[word]
            yield Fault(
                f"{place}/{written}",
                Text(f"{choice.name} 要写 {written}", f"{choice.name} needs {written}"),
                _allowed(kind),
            )
        elif word in _LIMITS and not _LIMITS[word][0](choice.options):
            yield Fault(f"{place}/{written}", _found(str(value)), _LIMITS[word][1])


def _keywords(function: Callable[..., Any]) -> dict[str, Any]:
    parameters = inspect.signature(function).parameters.values()
    return {one.name: one.annotation for one in parameters if one.kind is inspect.Parameter.KEYWORD_ONLY}


def _value(written: Any, kind: Any) -> Any:
    """Return what was written as the kind of value that the option holds, or None."""
    text = str(written).strip() if isinstance(written, str | int | float) else ""
    if get_origin(kind) is Literal:
        return text if text in get_args(kind) else None
    if kind is str:
        return text or None
    if not is_exact(text):
        return None
    number = exact(text)
    if kind is int:
        return int(number) if number >= 0 and number.denominator == 1 else None
    return float(number) if abs(number) < 10**100 else None


def _found(written: Any) -> Text:
    return Text(f"写了“{written}”", f"is {written!r}")


def _allowed(kind: Any) -> Text:
    if get_origin(kind) is Literal:
        return Text(f"可写 {'、'.join(get_args(kind))}", f"may be {', '.join(get_args(kind))}")
    if kind is str:
        return Text("须写名称", "must be a name")
    return (
        Text("须是非负整数", "must be a whole number of 0 or more")
        if kind is int
        else Text("须是数", "must be a number")
    )


def _names(palette: Palette) -> Text:
    return Text(f"可写 {'、'.join(palette)}", f"may be {', '.join(palette)}")


def _unknown(place: str, name: str, palette: Palette) -> Fault:
    return Fault(
        place,
        Text(f"没有“{name}”这个方法", f"unknown method {name!r}"),
        _names(palette),
        did_you_mean(name, palette),
    )


def _unknown_option(place: str, word: str, names: tuple[str, ...], known: Mapping[str, Any]) -> Fault:
    methods, options = ", ".join(names), [one.rstrip("_") for one in known]
    found = Text(f"{methods} 没有“{word}”这个参数", f"{methods} has no option {word!r}")
    allowed = (
        Text(f"可写 {'、'.join(options)}", f"may be {', '.join(options)}")
        if options
        else Text("不带参数", "it takes none")
    )
    return Fault(place, found, allowed, did_you_mean(word, options))
