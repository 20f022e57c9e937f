"""A regulation of three articles and gazette issues on it, made for the tests of the command line."""

RULE = """\
計測に関する規則
平成14年4月1日
霧浜市規則第1号

（回数）
第1条　計測の回数は、年3回とする。
2　前項の計測は、春に行う。
（報告）
第2条　計測の結果は、市長に報告する。
　(1)　水位
　(2)　水温
（委任）
第3条　この規則に定めるもののほか、必要な事項は、市長が定める。
　　　附　則
　この規則は、平成14年4月1日から施行する。
"""
NAMED = "計測に関する規則（平成14年霧浜市規則第1号）"

TIMES = ("<p>（回数）</p><p>第1条　計測の回数は、年<u>{}回</u>とする。</p><p>2　略</p>",) * 2


def issue(
    number: int = 5,
    day: str = "平成15年3月31日",
    before: str = "3",
    after: str = "4",
    starts: str = "平成15年4月1日から",
    target: str = NAMED,
) -> bytes:
    """An issue with one notice whose one clause changes how often is measured."""
    title = f"{target.partition('（')[0]}の一部を改正する規則"
    old, new = TIMES[0].format(before), TIMES[1].format(after)
    return f"""<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>霧浜市公報</title></head><body>
<h1>霧浜市公報</h1><p>{day}　第{number}号</p><h2>規則</h2>
<p>{title}をここに公布する。</p><p>{day}</p><p>霧浜市長　三雲　航平</p><p>霧浜市規則第{number}号</p>
<h3>{title}</h3><p>{target}の一部を次のように改正する。</p>
<p>次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。</p>
<table border="1"><thead><tr><th>改正前</th><th>改正後</th></tr></thead>
<tbody><tr><td>{old}</td><td>{new}</td></tr></tbody></table>
<h4>附　則</h4><p>　この規則は、{starts}施行する。</p></body></html>
""".encode()
