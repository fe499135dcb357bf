"""Numbers in Vietnamese words."""

from __future__ import annotations

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_MOST = 10**18
_CHUNKS = {8: (4, 4), 9: (3, 3, 3), 10: (4, 3, 3), 11: (4, 3, 4), 12: (3, 3, 3, 3)}


class Numbers:
    """Writes numbers as a region says them."""

    def __init__(self, thousand: str = "nghìn", odd: str = "linh") -> None:
        """Takes the words that differ: ``nghìn`` or ``ngàn``, ``linh`` or ``lẻ``."""
        self._thousand = thousand
        self._odd = odd

    def cardinal(self, number: int) -> str:
        """Says a number: 105 is ``một trăm linh năm``."""
        if number < 0 or number >= _MOST:
            return self.digits(str(number))
        if number >= 10**9:
            billions, rest = divmod(number, 10**9)
            said = f"{self.cardinal(billions)} tỷ"
            return f"{said} {self._groups(rest, below=True)}" if rest else said
        return self._groups(number, below=False)

    def decimal(self, whole: int, fraction: str) -> str:
        """Says a number with figures after the comma: 0,05 is ``không phẩy không năm``."""
        after = self.digits(fraction) if len(fraction) > 2 else self.code(fraction)
        return f"{self.cardinal(whole)} phẩy {after}"

    def digits(self, figures: str) -> str:
        """Says figure by figure."""
        return " ".join(DIGITS[int(figure)] for figure in figures if figure.isdigit())

    def code(self, figures: str) -> str:
        """Says the figures of a code: short ones as a number, others figure by figure."""
        if len(figures) == 4 and figures[:2] in ("19", "20"):
            return self.cardinal(int(figures))
        if len(figures) > 2 or figures.startswith("0"):
            return self.digits(figures)
        return self.cardinal(int(figures))

    def call_number(self, figures: str) -> str:
        """Says a telephone or card number figure by figure, with pauses to write it down."""
        said, start = [], 0
        for size in _CHUNKS.get(len(figures), (3,) * (len(figures) // 3 + 1)):
            said.append(self.digits(figures[start : start + size]))
            start += size
        return ", ".join(part for part in said if part)

    def _groups(self, number: int, below: bool) -> str:
        """Says a number below a billion; ``below`` a larger group zeros are said too."""
        if number == 0:
            return DIGITS[0]
        said: list[str] = []
        for size, name in ((10**6, "triệu"), (10**3, self._thousand), (1, "")):
            group, number = divmod(number, size)
            if group:
                said.append(f"{self._hundreds(group, below)} {name}".rstrip())
            below = below or group > 0
        return " ".join(said)

    def _hundreds(self, number: int, below: bool) -> str:
        hundreds, rest = divmod(number, 100)
        tens, ones = divmod(rest, 10)
        said = [DIGITS[hundreds], "trăm"] if hundreds or below else []
        if tens == 0:
            if ones:
                said += [self._odd, DIGITS[ones]] if said else [DIGITS[ones]]
        else:
            said += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
            if ones:
                said.append(_after_ten(ones, tens))
        return " ".join(said)


def _after_ten(ones: int, tens: int) -> str:
    if ones == 5:
        return "lăm"
    return "mốt" if ones == 1 and tens > 1 else DIGITS[ones]
