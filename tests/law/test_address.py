"""Addresses: the citations of the contract, the laws of parse, print and order, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.law.address import Address, AddressError, Kind, Step, head_num
from reiki.law.kinds import SUBITEMS

CANONICAL = [
    "第3条第2項第1号イ", "附則第2項", "附則（平成7年鳥取県人事委員会規則第21号）第2項", "別表第1", "別表",
    "別表第2ア 行「2級」 列「調整基本額」", "別表第1 行3 列2", "様式第1号", "様式", "附則別表第2", "第11条から第12条まで",
    "題名", "目次", "前文", "本則", "全部", "第2章", "第2章第1節", "第3条見出し", "第5条の表 行「一」", "第3条第1項第3号エ(ア)",
    "備考2", "別表第2ア備考2(1)", "別紙第1", "別記", "付録第2", "別図第1", "第2条の表2", "第1項第2号", "附則様式第1号",
    "第3条第2号イからハまで", "別表第1から別表第3まで", "別表第1の2", "様式第1号の2", "第3条第1項第2号1 1", "附則#2第1項",
    "附則（平成7年鳥取県人事委員会規則第21号）別表第2 行2", "別表の表「1」", "第1編第2章第3節第4款第5目",
]  # fmt: skip


@pytest.mark.parametrize("citation", CANONICAL)
def test_canonical_citations_print_as_they_are_read(citation: str) -> None:
    assert str(Address.parse(citation)) == citation


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("３条２項", "第3条第2項"),
        ("3条2項", "第3条第2項"),
        ("第十六条の二第一項第三号", "第16条の2第1項第3号"),
        ("第 1 条の 2", "第1条の2"),
        (" 第 16 条の 4 第 1 項 ", "第16条の4第1項"),
        ("附 則 第 2 項", "附則第2項"),
        ("附則2", "附則第2項"),
        (
            "附則（平成 7 年鳥取県人事委員会規則第２１号）抄 第2項",
            "附則（平成7年鳥取県人事委員会規則第21号）第2項",
        ),
        (
            "附則(平成七年三月鳥取県人事委員会規則第二十一号)第二項",
            "附則（平成7年鳥取県人事委員会規則第21号）第2項",
        ),
        ("第11条及び第12条", "第11条から第12条まで"),
        ("第十一条から第十三条まで", "第11条から第13条まで"),
        ("別記第2号様式", "様式第2号"),
        ("別記様式", "様式"),
        ("別記様式第1号 (第5条関係)", "様式第1号"),
        ("第1号の2様式", "様式第1号の2"),
        ("別表第２(第２条関係)", "別表第2"),
        ("別表第一の二", "別表第1の2"),
        ("別表第一の二の項", "別表第1 行「二」"),
        ("別表第2ア「2級」の項「調整基本額」の欄", "別表第2ア 行「2級」 列「調整基本額」"),
        ("別表第１ 行３ 列２", "別表第1 行3 列2"),
        ("第3条（１）", "第3条第1号"),
        ("第3条第1項第3号エ（ｱ）", "第3条第1項第3号エ(ア)"),
        ("第3条の見出し", "第3条見出し"),
        ("第2章第5条", "第5条"),
        ("備考第2項", "備考2"),
        ("別表第1の備考一", "別表第1備考1"),
        ("別表1", "別表第1"),
        ("MainProvision-Article_9-Paragraph_2-Item_1", "第9条第2項第1号"),
        ("MainProvision-Article_5_2", "第5条の2"),
        ("MainProvision-Chapter_2-Article_5", "第5条"),
        ("MainProvision-Article_11:12", "第11条から第12条まで"),
        ("SupplProvision[1]-Paragraph_2", "附則第2項"),
        ("SupplProvision[3]-Article_1", "附則#3第1条"),
        ("AppdxTable_1", "別表第1"),
        ("AppdxTable", "別表"),
    ],
)
def test_reads_every_spelling_of_a_place(text: str, canonical: str) -> None:
    assert str(Address.parse(text)) == canonical
    assert Address.parse(text) == Address.parse(canonical)
    assert hash(Address.parse(text)) == hash(Address.parse(canonical))


@pytest.mark.parametrize(
    "text",
    ["", "　", "foo", "第3条の", "第1条及び第3条", "第5条から第3条まで", "第5条から第8条", "第1条から第3項まで", "イ", "別表第1 行「x",
     "附則（平成7年", "3条2", "第3条第2項のとおり", "別表第1「2級」", "第十百条", "Article[5]", "MainProvision-Sentence_1",
     "MainProvision-Article", "MainProvision_1", "MainProvision-Article_x", "行3 イ"],
)  # fmt: skip
def test_refuses_what_is_no_address(text: str) -> None:
    with pytest.raises(AddressError) as refused:
        Address.parse(text)
    assert text in str(refused.value)


def test_a_positional_elm_index_is_refused_with_the_reason() -> None:
    with pytest.raises(AddressError, match="drift between dates"):
        Address.parse("MainProvision-Article[3]")


def test_steps_carry_kind_and_num() -> None:
    assert Address.parse("第16条の2第1項第3号エ(ア)").steps == (
        Step(Kind.ARTICLE, "16_2"), Step(Kind.PARAGRAPH, "1"), Step(Kind.ITEM, "3"),
        Step(Kind.SUBITEM1, "エ"), Step(Kind.SUBITEM2, "(ア)"),
    )  # fmt: skip
    assert Address.parse("別表第2ア 行「2級」 列2").steps == (
        Step(Kind.APPDX_TABLE, "2"), Step(Kind.TABLE, "ア"), Step(Kind.ROW, "2級"), Step(Kind.COLUMN, "#2"),
    )  # fmt: skip
    assert Address.parse("附則別表第2").steps == (Step(Kind.SUPPL), Step(Kind.SUPPL_APPDX_TABLE, "2"))


@pytest.mark.parametrize(
    "head", ["a「b」c", "a」c", "「", "」「", "\\", "a\\」", "#3", "##3", "行「1」", "2 級", ""]
)
def test_heads_survive_brackets_and_what_looks_like_an_ordinal(head: str) -> None:
    place = Address.parse("別表第1").child(Kind.ROW, head_num(head))
    assert Address.parse(str(place)) == place
    assert place != Address.parse("別表第1 行3")


numbers = st.integers(1, 150)
nums = st.lists(numbers, min_size=1, max_size=3).map(lambda ns: "_".join(map(str, ns)))
ranges = st.tuples(numbers, numbers).filter(lambda p: p[0] < p[1]).map(lambda p: f"{p[0]}:{p[1]}")
labels = st.sampled_from(["ア", "イ", "ロ", "ヲ", "(ア)", "(イ)", "a", "b", "(a)", "(i)", "ii", "ⅰ", "(1)", "(12)", "1", "2", "12",
                          "①", "一", "十二", "アの2", "(1)の2", "aa"])  # fmt: skip
heads = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=6).map(head_num)
ordinals = numbers.map(lambda n: f"#{n}")


@st.composite
def places(draw: st.DrawFn) -> Address:
    """Any place that a regulation can have."""
    steps: list[Step] = []

    def provisions() -> None:
        if draw(st.booleans()):
            steps.append(Step(Kind.ARTICLE, draw(nums | ranges)))
        if draw(st.booleans()):
            steps.append(Step(Kind.PARAGRAPH, draw(nums)))
        if draw(st.booleans()):
            steps.append(Step(Kind.ITEM, draw(nums | ranges)))
            steps.extend(Step(kind, draw(labels)) for kind in SUBITEMS[: draw(st.integers(0, 4))])

    match draw(st.sampled_from(["main", "heading", "suppl", "appendix", "single"])):
        case "main":
            provisions()
        case "heading":
            kinds = [Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION, Kind.DIVISION]
            steps.extend(
                Step(kind, draw(nums)) for kind in kinds[draw(st.integers(0, 2)) : draw(st.integers(3, 5))]
            )
        case "suppl":
            steps.append(
                Step(
                    Kind.SUPPL,
                    draw(
                        st.sampled_from(["", "平成7年鳥取県人事委員会規則第21号", "令和元年条例第3号", "#2"])
                    ),
                )
            )
            provisions()
            if len(steps) == 1 and draw(st.booleans()):
                kinds = [Kind.SUPPL_APPDX_TABLE, Kind.SUPPL_APPDX_STYLE, Kind.SUPPL_APPDX]
                steps.append(Step(draw(st.sampled_from(kinds)), draw(st.just("") | nums)))
        case "appendix":
            kinds = [
                Kind.APPDX_TABLE,
                Kind.APPDX_STYLE,
                Kind.APPDX_NOTE,
                Kind.APPDX_FIG,
                Kind.APPDX,
                Kind.APPDX_FORMAT,
            ]
            steps.append(Step(draw(st.sampled_from(kinds)), draw(st.just("") | nums | ranges)))
            if draw(st.booleans()):
                steps.append(Step(Kind.TABLE, draw(labels)))
        case "single":
            steps.append(Step(draw(st.sampled_from([Kind.TITLE, Kind.TOC, Kind.PREAMBLE, Kind.MAIN]))))
    if steps and steps[-1].kind not in (Kind.MAIN, Kind.TITLE, Kind.TOC, Kind.PREAMBLE):
        match draw(st.sampled_from(["", "caption", "line", "remarks"])):
            case "caption":
                steps.append(Step(Kind.CAPTION))
            case "line":
                if steps[-1].kind is not Kind.TABLE and draw(st.booleans()):
                    steps.append(Step(Kind.TABLE, draw(st.just("") | ordinals | heads)))
                steps.append(Step(Kind.ROW, draw(heads | ordinals)))
                if draw(st.booleans()):
                    steps.append(Step(Kind.COLUMN, draw(heads | ordinals)))
            case "remarks":
                steps.append(Step(Kind.REMARKS))
                if draw(st.booleans()):
                    steps.append(Step(Kind.ITEM, draw(nums | ranges)))
                    steps.extend(Step(kind, draw(labels)) for kind in SUBITEMS[: draw(st.integers(0, 2))])
    return Address(tuple(steps))


@given(places())
def test_an_address_reads_back_as_it_prints(place: Address) -> None:
    assert Address.parse(str(place)) == place


@given(places(), st.sampled_from(["full", "kanji", "spaced"]))
def test_numeral_style_and_layout_do_not_matter(place: Address, style: str) -> None:
    steps = [
        s for s in place.steps if s.kind in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM) and ":" not in s.num
    ]
    plain = Address(tuple(steps))
    text = str(plain)
    if style == "full":
        text = text.translate({ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789"})
    elif style == "spaced":
        text = "".join(f" {c} " if c in "第条項号の" else c for c in text)
    else:
        text = text.translate({ord(c): "〇一二三四五六七八九"[int(c)] for c in "0123456789"})
    assert Address.parse(text) == plain


@given(places(), places(), places())
def test_order_is_total(a: Address, b: Address, c: Address) -> None:
    assert (a < b) + (b < a) + (a == b) == 1
    if a <= b <= c:
        assert a <= c
    assert a.parent <= a


@given(places(), places())
def test_what_is_under_a_place_follows_it(a: Address, b: Address) -> None:
    if a.is_under(b) and b.steps != (Step(Kind.MAIN),):
        assert b <= a
        assert Address((*b.steps, *a.relative(b).steps)) == a
    else:
        if b.steps != (Step(Kind.MAIN),):
            with pytest.raises(AddressError):
                a.relative(b)
    assert a.is_under(a)
    assert a.is_under(Address())


def test_document_order() -> None:
    order = [
        "全部", "題名", "目次", "前文", "第1章", "第9条", "第9条見出し", "第9条第1項", "第9条第1項第1号", "第9条第1項第1号イ", "第9条第1項第1号の2",
        "第9条第1項第10号", "第9条第2項", "第9条の2", "第9条の2第1項", "第10条", "第11条から第12条まで", "第13条", "附則", "附則第2項", "附則別表第1",
        "附則（平成7年鳥取県規則第21号）", "附則（平成7年鳥取県規則第100号）", "附則（平成12年鳥取県規則第3号）第2項",
        "附則（令和元年鳥取県規則第1号）", "別表第1", "別表第1 行1", "別表第1 行2 列1", "別表第1 行10", "別表第1備考1", "別表第2", "別表第2ア", "別表第2イ",
        "別表第10", "様式第1号", "様式第1号の2", "様式第2号",
    ]  # fmt: skip
    addresses = [Address.parse(text) for text in order]
    jumbled = list(reversed(addresses))
    assert [str(a) for a in sorted(jumbled)] == order


def test_an_office_with_iroha_orders_by_its_own_places() -> None:
    places = [Address.parse(f"第1条第1号{label}") for label in "イロハ"]

    def place(address: Address) -> int:
        assert address.last is not None
        return "イロハ".index(address.last.num) + 1

    jumbled = list(reversed(places))
    assert sorted(jumbled, key=lambda a: a.sort_key(place)) == places
    assert sorted(jumbled) != places


def test_walks() -> None:
    place = Address.parse("附則第3条第2項第1号")
    assert place.parent == Address.parse("附則第3条第2項")
    assert place.article == Address.parse("附則第3条")
    assert Address.parse("別表第1 行2").article is None
    assert place.is_under(Address.parse("附則"))
    assert not place.is_under(Address.parse("第3条"))
    assert not Address.parse("第30条").is_under(Address.parse("第3条"))
    assert Address.parse("第3条").is_under(Address.parse("本則"))
    assert not place.is_under(Address.parse("本則"))
    assert str(Address.parse("第3条").child(Kind.PARAGRAPH, "2")) == "第3条第2項"
    assert str(place.relative(Address.parse("附則第3条"))) == "第2項第1号"
    assert Address.parse("第2章").child(Kind.ARTICLE, "5") == Address.parse("第5条")


@pytest.mark.parametrize(
    "elm",
    ["MainProvision-Article_9-Paragraph_2-Item_1", "MainProvision-Article_5_2", "MainProvision-Article_11:12", "AppdxTable_1",
     "SupplProvision[1]-Paragraph_2", "SupplProvision[2]-Article_1", "AppdxStyle_1_2", "MainProvision-Chapter_2-Section_1",
     "MainProvision-Article_3-Item_2-Subitem1_1-Subitem2_3", "TOC", "MainProvision"],
)  # fmt: skip
def test_elm_paths_round_trip(elm: str) -> None:
    assert Address.parse(elm).to_elm() == elm


def test_elm_paths_ask_for_the_place_of_what_its_label_does_not_tell() -> None:
    place = Address.parse("第3条第1項第1号イ")
    with pytest.raises(AddressError, match="needs the place of イ"):
        place.to_elm()
    asked: list[Address] = []

    def second(address: Address) -> int:
        asked.append(address)
        return 2

    assert place.to_elm(second) == "MainProvision-Article_3-Paragraph_1-Item_1-Subitem1_2"
    assert asked == [place]
    assert Address.parse("附則（平成7年条例第1号）第1項").to_elm(second) == "SupplProvision[2]-Paragraph_1"
    assert Address.parse("第3条第1号(1)").to_elm() == "MainProvision-Article_3-Item_1-Subitem1_1"
    for unnamed in ("別表第1 行2", "第5条の表", "備考2", "全部"):
        with pytest.raises(AddressError):
            Address.parse(unnamed).to_elm(second)
