"""`laws`, `law_revisions`, `keyword`: what clients of the national service send, and what they get."""

import re

import pytest

TITLE = "霧浜市職員の特殊勤務手当の支給に関する規則"
NUMBER = "平成10年霧浜市規則第9号"


def titles(client, query):
    answer = client.get(f"/api/2/laws?{query}")
    assert answer.status_code == 200, answer.text
    return [law["revision_info"]["law_title"] for law in answer.json()["laws"]]


def ids(client, query=""):
    return [law["law_info"]["law_id"] for law in client.get(f"/api/2/laws?{query}").json()["laws"]]


def test_all_regulations_with_their_version_of_today(client):
    answer = client.get("/api/2/laws").json()
    assert answer["total_count"] == answer["count"] == len(answer["laws"]) == 8
    assert answer["next_offset"] is None
    assert [law["law_info"]["law_id"] for law in answer["laws"]] == sorted(ids(client))


@pytest.mark.parametrize(
    "query",
    [
        "law_num=平成十年霧浜市規則第九号",
        "law_num=平成10年霧浜市規則第9号",
        "law_num=%E5%B9%B3%E6%88%90%E5%8D%81%E5%B9%B4%E9%9C%A7%E6%B5%9C%E5%B8%82%E8%A6%8F%E5%89%87%E7%AC%AC%E4%B9%9D%E5%8F%B7",
        "law_num_era=Heisei&law_num_year=10&law_num_num=009",
        "law_num_year=10&law_num_num=9&law_num_type=Rule",
        "law_title=特殊勤務手当",
        "law_title=特殊 勤務手当&unknown_parameter=1&applicable_date=2025-01-01",
        "amendment_law_id=507KA3129900001&law_title=手当",
    ],
)
def test_a_regulation_is_found(client, query):
    assert titles(client, query) == [TITLE]


def test_the_type_of_a_regulation(client):
    rules = titles(client, "law_type=Rule")
    assert TITLE in rules
    assert "霧浜市小型船舶係留施設条例" in titles(client, "law_type=Misc")
    assert titles(client, "law_type=Act") == []
    every = titles(client, "law_type=Rule,Misc")
    assert len(every) == 8
    assert (
        every
        == titles(client, "law_type=Rule&law_type=Misc")
        == titles(client, "law_type=Rule,&law_type=Misc")
    )


def test_an_instrument_without_a_number(client):
    law = client.get("/api/2/laws?law_title=要綱").json()["laws"][0]
    assert law["law_info"]["law_num"] == law["law_info"]["law_num_num"] == ""
    assert (law["law_info"]["law_num_era"], law["law_info"]["law_num_year"]) == ("Heisei", 20)


def test_asof_any_day(client):
    assert titles(client, "asof=2017-03-31") == [], "before the first text that is known"
    assert "霧浜市防災備蓄倉庫管理規則" not in titles(client, "asof=2024-12-31")
    law = client.get("/api/2/laws?law_title=防災備蓄&asof=2025-01-01").json()["laws"][0]
    assert law["revision_info"]["amendment_enforcement_date"] == "2025-01-01"
    assert law["revision_info"]["current_revision_status"] == "PreviousEnforced"
    assert law["current_revision_info"]["amendment_enforcement_date"] == "2025-04-01"
    future = client.get("/api/2/laws?law_title=要綱&asof=2099-12-31").json()["laws"][0]
    assert future["revision_info"]["repeal_status"] == "Expire"
    assert future["revision_info"]["current_revision_status"] == "UnEnforced"
    assert future["current_revision_info"]["current_revision_status"] == "CurrentEnforced"


def test_repealed_regulations_say_so(client):
    found = client.get("/api/2/laws?repeal_status=Repeal,Expire").json()["laws"]
    assert [law["revision_info"]["law_title"] for law in found] == ["霧浜市市民農園規則"]
    info = found[0]["revision_info"]
    assert (info["repeal_status"], info["repeal_date"], info["amendment_type"]) == (
        "Repeal",
        "2025-04-01",
        "8",
    )
    assert info["current_revision_status"] == "Repeal"
    assert "霧浜市市民農園規則" not in titles(client, "repeal_status=None")


def test_paging(client):
    first = client.get("/api/2/laws?limit=3").json()
    assert (first["count"], first["next_offset"]) == (3, 3)
    rest = client.get("/api/2/laws?limit=5000&offset=3").json()
    assert (rest["count"], rest["total_count"], rest["next_offset"]) == (5, 8, None)
    together = [law["law_info"]["law_id"] for law in (*first["laws"], *rest["laws"])]
    assert together == ids(client)
    past = client.get("/api/2/laws?offset=100")
    assert (past.status_code, past.json()["laws"], past.json()["total_count"]) == (200, [], 8)


def test_order(client):
    up, down = ids(client, "order=%2Blaw_info.law_id"), ids(client, "order=-law_info.law_id")
    assert up == down[::-1] == ids(client)
    assert ids(client, "order=+law_info.law_id") == up, "a + that nobody encoded arrives as a space"
    assert ids(client, "order=law_info.law_id") == up
    both = client.get("/api/2/laws?order=+law_info.law_type,-revision_info.amendment_promulgate_date").json()[
        "laws"
    ]
    keys = [(b["law_info"]["law_type"], b["revision_info"]["amendment_promulgate_date"]) for b in both]
    assert keys == sorted(sorted(keys, key=lambda k: k[1], reverse=True), key=lambda k: k[0])


def test_the_current_revision_may_be_left_out(client):
    law = client.get("/api/2/laws?omit_current_revision_info=true&limit=1").json()["laws"][0]
    assert list(law) == ["law_info", "revision_info"]


@pytest.mark.parametrize(
    "address", ["/api/2/laws?", "/api/2/laws?limit=&asof=&order=&law_type=&response_format="]
)
def test_what_is_empty_counts_as_absent(client, address):
    assert client.get(address).json() == client.get("/api/2/laws").json()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("law_type=ImperialOrdinance", "400001"),
        ("law_num_type=Act,Rule", "400001"),
        ("asof=2026-02-30", "400004"),
        ("asof=20250401", "400004"),
        ("promulgation_date_from=2025/01/01", "400004"),
        ("law_num_year=abc", "400902"),
        ("law_num_year=1.5", "400902"),
        ("limit=0", "400902"),
        ("limit=-1", "400902"),
        ("offset=-1", "400902"),
        ("limit=99999999999", "400902"),
        ("omit_current_revision_info=yes", "400903"),
        ("order=law_info.law_id;DROP", "400904"),
        ("order=password", "400904"),
        ("mission=All", "400901"),
        ("category_cd=051", "400901"),
        ("repeal_status=Gone", "400901"),
        ("law_num_era=Edo", "400901"),
        ("response_format=yaml", "400901"),
        (f"law_title={'長' * 201}", "400907"),
    ],
)
def test_what_cannot_be_used_is_refused_with_400_and_a_code(client, query, code):
    answer = client.get(f"/api/2/laws?{query}")
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert list(answer.json()) == ["code", "message"]
    xml = client.get(f"/api/2/laws?{query}", headers={"Accept": "application/xml"})
    assert xml.status_code == 400
    assert f"<error_info><code>{code}</code><message>" in xml.text


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
        ("text/xml", "application/xml"),
        ("*/*", "application/json"),
        ("application/json;q=0.5, application/xml", "application/xml"),
        ("application/xml;q=0.5, */*", "application/json"),
        ("nonsense;q=x", "application/json"),
    ],
)
def test_accept_chooses_the_format_where_the_parameter_does_not(client, accept, kind):
    assert client.get("/api/2/laws?limit=1", headers={"Accept": accept}).headers["content-type"] == kind
    forced = client.get("/api/2/laws?limit=1&response_format=json", headers={"Accept": accept})
    assert forced.headers["content-type"] == "application/json"


# -------------------------------------------------------------------------------------------------------- law_revisions


def test_revisions_newest_first_with_what_brought_each(client):
    for name in (NUMBER, "平成十年霧浜市規則第九号", "410KA3129900009", "410ka3129900009"):
        answer = client.get(f"/api/2/law_revisions/{name}").json()
        days = [r["amendment_enforcement_date"] for r in answer["revisions"]]
        assert days == ["2025-03-01", "2025-01-01", "2024-10-01", "2024-03-31"]
    newest, first = answer["revisions"][0], answer["revisions"][-1]
    assert newest["law_revision_id"] == f"410KA3129900009_20250301_{newest['amendment_law_id']}"
    assert newest["amendment_law_num"] == "令和7年霧浜市規則第1号"
    assert newest["amendment_promulgate_date"] == "2025-02-28"
    assert first["law_revision_id"].endswith("_000000000000000")
    assert [r["current_revision_status"] for r in answer["revisions"]] == ["CurrentEnforced"] + [
        "PreviousEnforced"
    ] * 3


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("amendment_date_from=2024-10-01&amendment_date_to=2025-01-01", ["2025-01-01", "2024-10-01"]),
        ("current_revision_status=CurrentEnforced", ["2025-03-01"]),
        ("amendment_law_num=令和七年霧浜市規則第一号", ["2025-03-01"]),
        ("amendment_law_title=/霧浜市防災備蓄倉庫.*の一部を改正する規則/", ["2025-03-01"]),
        ("amendment_law_title=防災備蓄倉庫", ["2025-03-01"]),
        ("amendment_type=3&amendment_promulgate_date_from=2024-01-01&amendment_promulgate_date_to=2024-12-31", ["2025-01-01", "2024-10-01"]),
        ("repeal_status=None&mission=New&remain_in_force=false&updated_from=2025-04-03", ["2025-03-01", "2025-01-01", "2024-10-01"]),
    ],
)  # fmt: skip
def test_revisions_by_conditions(client, query, days):
    answer = client.get(f"/api/2/law_revisions/410KA3129900009?{query}")
    assert answer.status_code == 200, answer.text
    assert [r["amendment_enforcement_date"] for r in answer.json()["revisions"]] == days


@pytest.mark.parametrize(
    "name", ["410KA3129900099", "平成10年霧浜市規則第99号", TITLE, "ZZZ", "..%2f..%2fetc%2fpasswd"]
)
def test_no_revisions_of_what_is_unknown(client, name):
    answer = client.get(f"/api/2/law_revisions/{name}")
    assert answer.status_code == 404
    assert answer.json()["code"] in ("404001", "404000")


@pytest.mark.parametrize("pattern", ["/(a+)+$/", "/a{1,9}/", "/.*.*.*.*.*x/", "/[/", "/a|b/"])
def test_a_pattern_that_could_be_slow_is_refused(client, pattern):
    answer = client.get("/api/2/law_revisions/410KA3129900009", params={"law_title": pattern})
    assert (answer.status_code, answer.json()["code"]) == (400, "400908")


# -------------------------------------------------------------------------------------------------------------- keyword


def test_words_in_texts_in_force(client):
    answer = client.get("/api/2/keyword?keyword=用地交渉手当&limit=5").json()
    assert answer["total_count"] >= answer["sentence_count"] >= 1
    item = answer["items"][0]
    assert item["revision_info"]["law_title"] == TITLE
    assert all("<span>用地交渉手当</span>" in s["text"] for s in item["sentences"])
    assert {"caption", "mainprovision"} >= {s["position"] for s in item["sentences"]}


def test_the_place_of_a_sentence_can_be_asked_for(client):
    item = client.get("/api/2/keyword?keyword=補償に関する交渉").json()["items"][0]
    elm = item["sentences"][0]["elm"]
    part = client.get(f"/api/2/law_data/{item['law_info']['law_id']}", params={"elm": elm})
    assert part.status_code == 200
    assert "補償に関する交渉" in part.text


def test_texts_on_another_day(client):
    then = client.get("/api/2/keyword", params={"keyword": "危機管理課長", "asof": "2025-02-28"}).json()
    now = client.get("/api/2/keyword", params={"keyword": "危機管理課長"}).json()
    assert then["total_count"] > now["total_count"]


@pytest.mark.parametrize(
    ("expression", "same"),
    [
        ("用地交渉手当 市長", "用地交渉手当 AND 市長"),
        ("用地交渉手当　市長", "用地交渉手当&市長"),
        ("用地交渉手当|公印", "用地交渉手当 OR 公印"),
        ("手当 !公印", "手当 NOT 公印"),
        ("(用地交渉手当|公印) 市長", "（用地交渉手当｜公印）＆市長"),
        ("用地*手当", "用地??手当"),
    ],
)
def test_search_expressions(client, expression, same):
    first = client.get("/api/2/keyword", params={"keyword": expression}).json()
    assert first["total_count"] > 0
    second = client.get("/api/2/keyword", params={"keyword": same}).json()
    assert [i["law_info"]["law_id"] for i in first["items"]] == [
        i["law_info"]["law_id"] for i in second["items"]
    ]


def test_an_expression_is_true_of_a_regulation_not_of_a_sentence(client):
    def found(expression):
        items = client.get("/api/2/keyword", params={"keyword": expression, "limit": 1000}).json()["items"]
        return {i["law_info"]["law_id"] for i in items}

    with_both = found("手当 条例")
    assert with_both == found("手当") & found("条例")
    assert found("市長 !手当") == found("市長") - found("手当")


def test_sentences_page_by_page(client):
    whole = client.get("/api/2/keyword?keyword=市長&limit=1000").json()
    assert whole["next_offset"] is None
    pages, offset = [], 0
    while offset is not None:
        page = client.get(f"/api/2/keyword?keyword=市長&limit=7&offset={offset}").json()
        assert page["sentence_count"] <= 7
        pages += [(i["law_info"]["law_id"], s["text"]) for i in page["items"] for s in i["sentences"]]
        offset = page["next_offset"]
    assert pages == [(i["law_info"]["law_id"], s["text"]) for i in whole["items"] for s in i["sentences"]]
    assert len(pages) == whole["total_count"]


@pytest.mark.parametrize("size", [1, 20, 60, 100, 500])
@pytest.mark.parametrize("tag", ["em", "strong", "span"])
def test_the_size_of_a_text_counts_its_tags(client, size, tag):
    answer = client.get(
        f"/api/2/keyword?keyword=市長&sentence_text_size={size}&highlight_tag={tag}&limit=50"
    ).json()
    texts = [s["text"] for i in answer["items"] for s in i["sentences"]]
    least = len(f"<{tag}></{tag}>") + 1
    assert all(len(text) <= max(size, least) for text in texts)
    assert all(re.search(rf"<{tag}>市長?</{tag}>", text) for text in texts)


def test_sentences_of_one_regulation_may_be_limited(client):
    answer = client.get("/api/2/keyword?keyword=市長&sentences_limit=1&limit=1000").json()
    assert all(len(i["sentences"]) == 1 for i in answer["items"])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "400905"), ("keyword=", "400905"), ("keyword=!手当", "400905"), ("keyword=(手当", "400905"), ("keyword=手当)", "400905"),
        ("keyword=*", "400905"), ("keyword=手当|", "400905"), (f"keyword={'長' * 301}", "400905"), ("keyword=手当&limit=1001", "400902"),
        ("keyword=手当&highlight_tag=script onload=x", "400901"), ("keyword=手当&highlight_tag=<b>", "400901"),
    ],
)  # fmt: skip
def test_a_search_that_cannot_be_done_is_refused(client, query, code):
    answer = client.get(f"/api/2/keyword?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, code)
