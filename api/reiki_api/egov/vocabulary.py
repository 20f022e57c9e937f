"""The words of 法令API Version 2: its enumerations, its error codes, and ours where it has none."""

from __future__ import annotations

from typing import Final

LAW_TYPES: Final = (
    "Constitution", "Act", "CabinetOrder", "ImperialOrder", "MinisterialOrdinance", "Rule", "Misc",
)  # fmt: skip

LAW_TYPE_OF: Final = {
    "憲法": "Constitution",
    "法律": "Act",
    "政令": "CabinetOrder",
    "勅令": "ImperialOrder",
    "省令": "MinisterialOrdinance",
    "規則": "Rule",
}
"""By the kind of a regulation (例規の種別); 条例, 訓令, 告示, 要綱 and the others are ``Misc``: the list is closed."""

ERAS: Final = ("Meiji", "Taisho", "Showa", "Heisei", "Reiwa")
ERA_OF: Final = dict(zip(("明治", "大正", "昭和", "平成", "令和"), ERAS, strict=True))

CATEGORIES: Final = tuple(f"{n:03}" for n in range(1, 51))
MISSIONS: Final = ("New", "Partial")
REPEAL_STATUSES: Final = ("None", "Repeal", "Expire", "Suspend", "LossOfEffectiveness")
REVISION_STATUSES: Final = ("CurrentEnforced", "UnEnforced", "PreviousEnforced", "Repeal")
AMENDMENT_TYPES: Final = ("1", "3", "8")
FILE_TYPES: Final = ("xml", "json", "html", "rtf", "docx")
FORMATS: Final = ("json", "xml")
JSON_FORMATS: Final = ("full", "light")

LAW_INFO: Final = (
    "law_type", "law_id", "law_num", "law_num_era", "law_num_year", "law_num_type", "law_num_num", "promulgation_date",
)  # fmt: skip
REVISION_INFO: Final = (
    "law_revision_id", "law_type", "law_title", "law_title_kana", "abbrev", "category", "updated", "amendment_promulgate_date",
    "amendment_enforcement_date", "amendment_enforcement_comment", "amendment_scheduled_enforcement_date", "amendment_law_id",
    "amendment_law_title", "amendment_law_title_kana", "amendment_law_num", "amendment_type", "repeal_status", "repeal_date",
    "remain_in_force", "mission", "current_revision_status",
)  # fmt: skip


class Refused(Exception):
    """A request that is answered with ``{code, message}``."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


# --- codes of the national service


def bad_law_type() -> Refused:
    """An unknown ``law_type`` or ``law_num_type``."""
    return Refused("400001", "法令種別（law_type、law_num_type）が誤っています。")


def bad_day() -> Refused:
    """A date that is none."""
    return Refused("400004", "日付（asof等）が誤っています。")


def no_element(elm: str) -> Refused:
    """Nothing, or more than one thing, at an ``elm``."""
    return Refused("400021", f"要素（elm）に合致する要素が法令本文に存在しません。（{elm[:200]}）")


def bad_id() -> Refused:
    """What is neither a law id nor a number nor a revision id."""
    return Refused(
        "400043", "法令ID、法令番号、又は法令履歴ID（law_id_or_num_or_revision_id）が誤っています。"
    )


def nothing_found() -> Refused:
    """No such regulation, for its revisions."""
    return Refused("404001", "取得結果が０件です。", 404)


def no_attachment() -> Refused:
    """No attached file; the national service answers with 400."""
    return Refused("404003", "指定のパラメータで取得できる添付ファイルは存在しません。")


def no_text(detail: str = "") -> Refused:
    """No text for these parameters."""
    said = f"（{detail}）" if detail else ""
    return Refused("404004", f"指定のパラメータで取得できる法令本文ファイルは存在しません。{said}", 404)


# --- codes of our own: the national ones are not published for these


def bad_value(name: str, allowed: tuple[str, ...]) -> Refused:
    """A value that an enumeration does not have."""
    return Refused("400901", f"{name} の値が誤っています。指定できる値は {', '.join(allowed)} です。")


def bad_whole_number(name: str, low: int, high: int) -> Refused:
    """No whole number, or one out of range."""
    return Refused("400902", f"{name} には {low} から {high} までの整数を指定してください。")


def bad_flag(name: str) -> Refused:
    """Neither true nor false."""
    return Refused("400903", f"{name} には true 又は false を指定してください。")


def bad_order(field: str) -> Refused:
    """A field by which nothing is ordered."""
    return Refused(
        "400904", f"並び順（order）の項目 {field[:100]} は law_info 又は revision_info にありません。"
    )


def bad_keyword(detail: str) -> Refused:
    """A search expression that cannot be read."""
    return Refused("400905", f"キーワード（keyword）が誤っています。（{detail}）")


def no_such_file_type() -> Refused:
    """A ``file_type`` that is not offered."""
    return Refused(
        "400906", "ファイル種別（file_type）は xml, json, html, docx のいずれかを指定してください。"
    )


def too_long(name: str, longest: int) -> Refused:
    """A value that is too long."""
    return Refused("400907", f"{name} は {longest} 文字以内で指定してください。")


def bad_pattern(name: str, detail: str) -> Refused:
    """A regular expression that is not taken."""
    return Refused("400908", f"{name} の正規表現が誤っています。（{detail}）")


def indexing() -> Refused:
    """A search while the index is being made."""
    return Refused("503002", "検索の索引を作成しています。しばらくしてからもう一度検索してください。", 503)


def too_slow() -> Refused:
    """A search that was not done in time."""
    return Refused("503001", "検索が制限時間内に終わりませんでした。law_type 等で対象を絞ってください。", 503)
