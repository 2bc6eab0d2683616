"""What each signal means, and what to do: in the order of the card."""

from __future__ import annotations

from dataclasses import dataclass

from trapd.core.signals import State


@dataclass(frozen=True, slots=True)
class Words:
    means: str
    do: str


ENGLISH: dict[State, Words] = {
    "armed": Words("armed: motion is answered with pictures", "nothing: it may be left"),
    "no-fix": Words("no fix or no time yet", "give it open sky and some minutes"),
    "card": Words("card missing, refused or nearly full", "put in another one"),
    "battery": Words("battery low or too cold", "charge or change it"),
    "fault": Words("a part does not work", "`status` at the console says which"),
    "held": Words("held back: magnet, hours or technician", "take the magnet away, or type `arm`"),
    "countdown": Words("arms itself within ten seconds", "any key at the console puts it off"),
    "motion": Words("walk test: a sensor sees you", "walk on"),
    "walk-test": Words("walk test: no sensor sees you", "walk on"),
    "reset": Words("the PIN was reset; all pictures are there", "set a new one"),
}
RUSSIAN: dict[State, Words] = {
    "armed": Words("взведён: на движение отвечает снимками", "ничего, можно уходить"),
    "no-fix": Words("ещё нет координат или времени", "открытое небо и несколько минут"),
    "card": Words("карты нет, она не принята или почти полна", "вставьте другую"),
    "battery": Words("батарея разряжена или слишком холодна", "зарядите или замените её"),
    "fault": Words("какая-то часть не работает", "`status` в консоли скажет какая"),
    "held": Words("не снимает: магнит, часы или техник", "уберите магнит или наберите `arm`"),
    "countdown": Words("через 10 секунд сам взведётся", "любая клавиша это отложит"),
    "motion": Words("проверка датчиков: вас видно", "идите дальше"),
    "walk-test": Words("проверка датчиков: вас не видно", "идите дальше"),
    "reset": Words("PIN сброшен, снимки целы", "задайте новый"),
}
