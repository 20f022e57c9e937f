"""The bodies of the state (国の機関) that issue instruments, alone or together, and how their names are joined.

The gazette sets the names of several issuers side by side in one column, or parts them with 、 (``内閣府、総務省告示第一号``);
a law number joins them with ``・`` (``令和7年内閣府・総務省告示第1号``), as the national law index does.
"""

from __future__ import annotations

import re
from typing import Final

BODIES: Final = tuple(
    (
        "内閣府 総務省 法務省 外務省 財務省 文部科学省 厚生労働省 農林水産省 経済産業省 国土交通省 環境省 "
        "防衛省 デジタル庁 復興庁 内閣官房 宮内庁 警察庁 金融庁 消費者庁 こども家庭庁 消防庁 公安調査庁 "
        "国税庁 文化庁 スポーツ庁 林野庁 水産庁 資源エネルギー庁 特許庁 中小企業庁 観光庁 気象庁 海上保安庁 "
        "防衛装備庁 出入国在留管理庁 人事院 会計検査院 公正取引委員会 国家公安委員会 個人情報保護委員会 "
        "特定個人情報保護委員会 カジノ管理委員会 公害等調整委員会 公安審査委員会 中央労働委員会 運輸安全委員会 "
        "原子力規制委員会 証券取引等監視委員会 最高裁判所 "
        # those of former days, whose instruments are still amended
        "総理府 大蔵省 文部省 厚生省 労働省 農林省 商工省 通商産業省 運輸省 郵政省 建設省 自治省 内務省 "
        "法務府 司法省 農商務省 逓信省 総務庁 防衛庁 経済企画庁 科学技術庁 環境庁 沖縄開発庁 国土庁 "
        "北海道開発庁 行政管理庁 電波監理委員会 地方財政委員会 金融監督庁 金融再生委員会 "
    ).split()
)
"""Longest names are tried first wherever one ends in another (厚生労働省 and 労働省)."""

_BODY: Final = "|".join(sorted(BODIES, key=len, reverse=True))
_FORM: Final = "令|告示|公示|規則|訓令|公告"
JOINT_NAME: Final = rf"(?>(?:(?:{_BODY})[・、,]?)+)(?:{_FORM})"
"""Regex fragment for the name of a series of one body of the state or of several together."""

_JOINT: Final = re.compile(rf"(?P<bodies>(?>(?:(?:{_BODY})[・、,]?)+))(?P<form>{_FORM})")
_ONE: Final = re.compile(_BODY)


def join_bodies(name: str) -> str:
    """The name of a series with its bodies joined by ``・``: ``外務省財務省令`` and ``外務省、財務省令`` → ``外務省・財務省令``.

    A name that is not wholly made of bodies of the state comes back as it is.
    """
    match = _JOINT.fullmatch(name)
    return "・".join(_ONE.findall(match["bodies"])) + match["form"] if match else name
