"""A store of many regulations, made up: titles, articles and amendments that look like a municipality's, the same for one seed.

Nothing is read from outside. The regulations go through the store's own layer, as the fold writes them, with versions, former
titles and repeals; what only a gazette brings (issues, clauses, what is held) is made beside them with ``--issues``.

    python benchmarks/big_store.py FILE [--regulations 50000] [--issues 20000] [--seed 1]
"""

from __future__ import annotations

import argparse
import datetime
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from big_gazette import fill_issues

from reiki.history.model import Ended
from reiki.law.document import LawDocument
from reiki.law.era import era_of
from reiki.law.kinds import Kind
from reiki.law.provision import Provision, Regulation
from reiki.store import audit, works
from reiki.store.session import Store, open_store
from reiki.store.versions import NewVersion, record_versions, versions_of

CITY, CODE = "霧浜市", "31299"
NOW = datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC)
_AT_ONCE = 500

PLACES = (
    "港 中央 北 南 東 西 上 下 浜 山手 川端 松原 白砂 灯台 霧ヶ丘 千鳥 若葉 青葉 桜 梅 竹 栄 幸 旭 "
    "緑 泉 潮見 日和 三笠 常盤"
).split()
THINGS = (
    "公民館 図書館 保育所 児童館 体育館 市民プール 公園 市営住宅 斎場 火葬場 墓園 駐車場 港湾施設 漁港 "
    "卸売市場 農業集落排水施設 簡易水道 下水道 病院 診療所 消防団 消防本部 学校給食センター 幼稚園 小学校 中学校 "
    "青少年センター 老人福祉センター 障害者支援施設 市民会館 美術館 博物館 文化財 史跡 温泉 キャンプ場 観光案内所 "
    "道の駅 展望台 市民農園 森林公園 牧場 浄化センター 廃棄物処理施設 リサイクルセンター"
).split()
MATTERS = (
    "設置及び管理 使用料 管理運営 職員の給与 職員の勤務時間 職員の旅費 手当の支給 補助金の交付 貸付金 基金 審議会 "
    "運営協議会 文書の取扱い 公印の取扱い 個人情報の保護 情報公開 入札手続 契約事務 財産の処分 寄附金の受入れ 表彰 "
    "研修 健康診断 被服の貸与 公用車の管理 電子計算機の利用 申請手続 利用者負担額 減免 防火管理 災害対策 "
    "防犯灯の設置 交通安全 環境保全 景観の形成 屋外広告物 開発行為 道路占用 河川の使用"
).split()
SHAPES = (
    "{p}{t}の{m}に関する{k}", "{p}{t}{m}{k}", "{c}{p}{t}の{m}に関する{k}", "{c}{t}{m}{k}", "{t}の{m}に関する{k}施行細則",
)  # fmt: skip
SUBJECTS = (
    "市長 教育委員会 管理者 指定管理者 利用者 申請者 所有者 職員 任命権者 会計管理者 消防長 館長 所長 委員会 "
    "補助事業者"
).split()
OBJECTS = (
    "使用許可 許可の取消し 使用料 利用料金 給料 期末手当 通勤手当 旅費 補助金 交付決定 実績報告書 申請書 届出書 "
    "台帳 許可証 証明書 帳簿 公印 文書 保存期間 個人情報 開示請求 審査請求 損害賠償 原状回復 保証金 敷金 "
    "延滞金 督促手数料 入場 設備 備品 施設 敷地 工作物 標識 看板 車両 船舶 動物 植物"
).split()
VERBS = (
    "定める 交付する 徴収する 減額する 免除する 取り消す 命ずる 承認する 受け付ける 取り扱う 保管する 返還する "
    "公表する 通知する 報告する 調査する"
).split()
ENDS = ("ものとする。 ことができる。 ことがある。 ことを妨げない。").split()
CONDITIONS = (
    "特別の事情があると認めるとき 災害その他やむを得ない理由があるとき 偽りその他不正の手段によるとき "
    "管理上支障があるとき 公益上必要があるとき 前項の規定に違反したとき 定員を超えるとき 期限までに納付しないとき "
    "書面により申し出たとき"
).split()
CAPTIONS = (
    "趣旨 定義 設置 名称及び位置 職員 開館時間 休館日 使用の許可 使用の制限 使用料 減免 還付 取消し 原状回復 "
    "損害賠償 申請 交付の決定 実績報告 雑則 委任"
).split()
KINDS = (("条例", "条例"), ("規則", "規則"), ("規程", "訓令"), ("要綱", "告示"))


@dataclass(frozen=True)
class Made:
    """A made-up regulation: its versions by first day (first day, title, document, ended)."""

    number: str
    title: str
    editions: tuple[tuple[datetime.date, str, LawDocument, Ended], ...]


def made(count: int, seed: int = 1) -> Iterator[Made]:
    """Regulations, each different, the same ones for a count and a seed."""
    chance = random.Random(seed)
    serials: dict[tuple[str, int], int] = {}
    for n in range(count):
        suffix, series = KINDS[chance.choices(range(4), (4, 4, 1, 1))[0]]
        first = datetime.date(chance.randint(1955, 2023), chance.randint(1, 12), chance.randint(1, 28))
        key = series, first.year
        serials[key] = serials.get(key, 0) + 1
        era = era_of(datetime.date(first.year, 12, 31))
        year = "元" if first.year - era.base == 1 else str(first.year - era.base)
        number = f"{era.name}{year}年{CITY}{series}第{serials[key]}号"
        title = title_of(chance, suffix)
        articles = [article(chance, i) for i in range(1, chance.randint(4, 8))]
        yield Made(number, title, tuple(_editions(chance, number, title, first, articles, n)))


def title_of(chance: random.Random, suffix: str) -> str:
    """A title as a municipality gives them."""
    return chance.choice(SHAPES).format(
        p=chance.choice(PLACES), t=chance.choice(THINGS), m=chance.choice(MATTERS), k=suffix, c=CITY
    )


def sentence(chance: random.Random) -> str:
    """One sentence of a provision."""
    amount = f"{chance.randint(1, 99)}00円"
    return chance.choice((
        "{s}は、{o}を{v}{e}", "{s}は、{c}は、{o}を{v}{e}", "{o}の{o2}については、{s}が別に定める。",
        "{s}は、{o}に係る{o2}を{n}日以内に{v}{e}", "{o}の額は、{a}とする。", "{c}は、{s}は{o}を{v}{e}",
    )).format(
        s=chance.choice(SUBJECTS), o=chance.choice(OBJECTS), o2=chance.choice(OBJECTS), v=chance.choice(VERBS),
        e=chance.choice(ENDS), c=chance.choice(CONDITIONS), n=chance.randint(3, 90), a=amount,
    )  # fmt: skip


def article(chance: random.Random, n: int) -> Provision:
    """One article of one to three paragraphs."""
    paragraphs = tuple(
        Provision(Kind.PARAGRAPH, str(p), "" if p == 1 else str(p), text=sentence(chance))
        for p in range(1, chance.choice((2, 2, 3, 4)))
    )
    return Provision(Kind.ARTICLE, str(n), f"第{n}条", f"（{chance.choice(CAPTIONS)}）", children=paragraphs)


def _editions(
    chance: random.Random, number: str, title: str, first: datetime.date, articles: list[Provision], n: int
) -> Iterator[tuple[datetime.date, str, LawDocument, Ended]]:
    starts = Provision(Kind.PARAGRAPH, "1", "", text="この規則は、公布の日から施行する。")
    suppl = Provision(Kind.SUPPL, "", "附　則", children=(starts,))

    def document(named: str) -> LawDocument:
        made_on = first.isoformat()
        return LawDocument.from_regulation(Regulation(named, number, made_on, (*articles, suppl)))

    yield first, title, document(title), ""
    day = first
    for _ in range(chance.choices((0, 1, 2, 4), (60, 25, 10, 5))[0]):
        day += datetime.timedelta(chance.randint(90, 4000))
        if day > datetime.date(2026, 3, 31):
            return
        at = chance.randrange(len(articles))
        articles[at] = replace(article(chance, at + 1), num=articles[at].num)
        if chance.random() < 0.03:
            title = title.replace("に関する", "等に関する")
        yield day, title, document(title), ""
    if chance.random() < 0.05:
        yield day + datetime.timedelta(400), title, document(title), "repealed"


def fill(store: Store, count: int, seed: int = 1, say: bool = False) -> None:
    """Puts made-up regulations into an open store."""
    started = time.perf_counter()
    batch: list[Made] = []
    done = 0
    for each in made(count, seed):
        batch.append(each)
        if len(batch) == _AT_ONCE:
            _put(store, batch)
            done += len(batch)
            batch = []
            if say:
                print(f"{done:,} regulations, {time.perf_counter() - started:.0f} s", file=sys.stderr)
    if batch:
        _put(store, batch)


def _put(store: Store, batch: list[Made]) -> None:
    with store.writing() as connection:
        for each in batch:
            identity = works.Identity(each.title, each.number, CITY, CODE)
            work = works.add_work(connection, identity, NOW)
            new = {
                day: NewVersion(day, f"{work.law_id}_{day:%Y%m%d}_{'0' * 15}", document, False, ended, "", ())
                for day, _, document, ended in each.editions
            }
            record_versions(connection, work.id, new, (), NOW)
            works.write_titles(connection, work, versions_of(connection, work.id))
        audit.record(connection, "fill", {"regulations": len(batch)}, NOW)


def main() -> None:
    """Makes the store that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--regulations", type=int, default=50_000)
    parser.add_argument("--issues", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    store = open_store(f"sqlite:///{given.file}")
    fill(store, given.regulations, given.seed, say=True)
    if given.issues:
        fill_issues(store, given.issues, given.seed, say=True)
    store.close()


if __name__ == "__main__":
    main()
