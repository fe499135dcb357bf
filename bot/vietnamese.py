"""Vietnamese text without its accents, shared by the graph components and the actions."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")

# How people write in messages, folded, and what they mean.
_SHORTHAND: dict[str, str] = {
    short: plain
    for shorts, plain in (
        ("k ko kg kh hok hong hem khum", "khong"),
        ("dc", "duoc"),
        ("j gj", "gi"),
        ("z v zay dzay", "vay"),
        ("vs", "voi"),
        ("lm", "lam"),
        ("mun", "muon"),
        ("bn bnhieu bnh", "bao nhieu"),
        ("ng", "nguoi"),
        ("r", "roi"),
        ("e", "em"),
        ("c", "cai"),
        ("vk", "vo"),
        ("ck", "chong"),
        ("hs", "ho so"),
        ("dk", "dang ky"),
        ("gt gto", "giay to"),
        ("gks", "giay khai sinh"),
        ("cccd cmnd cmt", "can cuoc"),
        ("cc", "chung thuc"),
        ("hk", "ho khau"),
        ("tks thks thx", "cam on"),
        ("nhiu", "nhieu"),
        ("thui", "thoi"),
        ("ntn", "nhu the nao"),
        ("sdt", "so dien thoai"),
        ("stt", "so thu tu"),
        ("cbo cb", "can bo"),
        ("nv", "nhan vien"),
        ("kq", "ket qua"),
        ("hkd", "ho kinh doanh"),
        ("gpxd", "giay phep xay dung"),
        ("nvqs", "nghia vu quan su"),
        ("bhyt", "bao hiem y te"),
        ("tui", "toi"),
        ("mk mik", "minh"),
        ("onl", "online"),
        ("nc", "noi chuyen"),
        ("xn", "xac nhan"),
        ("trc", "truoc"),
        ("h", "gio"),
        ("hl", "hai long"),
        ("bt", "binh thuong"),
        ("ik", "di"),
        ("u uk uh uhm um ukm uhu", "u"),
        ("nha nhen hen", "nhe"),
        ("dum gium", "giup"),
    )
    for short in shorts.split()
}


def fold(text: str) -> str:
    """Lower-case `text` and drop every diacritic, so that "Hộ tịch" and "ho tich" are equal."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.replace("đ", "d")


def folded_words(text: str) -> list[str]:
    """The words of `text`, folded, without punctuation."""
    return _WORD.findall(fold(text))


def spelled_out(words: list[str]) -> list[str]:
    """Folded `words` with the shorthand of messages written out ("ko dc" is "khong duoc")."""
    return [_SHORTHAND.get(word, word) for word in words]
