"""Small comparison tables over one sample regulation, written out as an office prints them."""

A = (
    "次の表の改正前の欄中条、項、号及び号の細目の表示に下線が引かれた条、項、号及び号の細目（以下「移動条項等」という。）に対応する同表の改正後の"
    "欄中条、項、号及び号の細目の表示に下線が引かれた条、項、号及び号の細目（以下「移動後条項等」という。）が存在する場合には、当該移動条項等を"
    "当該移動後条項等とし、移動条項等に対応する移動後条項等が存在しない場合には、当該移動条項等（以下「削除条項等」という。）を削り、移動後条項等に"
    "対応する移動条項等が存在しない場合には、当該移動後条項等（以下「追加条項等」という。）を加える。"
)
B = "次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。"
ONLY_WORDS = "次の表の改正前の欄中下線が引かれた部分を同表の改正後の欄中下線が引かれた部分に改める。"
DOUBLE = (
    "次の表により、改正前欄及び改正後欄に対応して掲げるその標記部分に二重傍線を付した規定（以下「対象規定」という。）は、当該対象規定を改正後欄に"
    "掲げるもののように改める。"
)


def cell(text: str) -> str:
    """``【】`` underlines, ``《》`` underlines twice; lines are paragraphs."""
    html = text.replace("【", "<u>").replace("】", "</u>")
    html = html.replace("《", "<span style='text-decoration: underline double'>").replace("》", "</span>")
    return "".join(f"<p>{x}</p>" if not x.startswith("<table") else x for x in html.split("\n") if x)


def page(*rows: tuple[str, str], lead: str = B, suppl: str = "この規則は、公布の日から施行する。") -> bytes:
    body = "".join(f"<tr><td>{cell(b)}</td><td>{cell(a)}</td></tr>" for b, a in rows)
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><h1>霧浜市公報</h1>
<p>令和6年6月28日　第1234号</p><p>霧浜市見本規則の一部を改正する規則をここに公布する。</p><p>令和6年6月28日</p>
<p>霧浜市長　三雲　航平</p><p>霧浜市規則第21号</p><p>霧浜市見本規則の一部を改正する規則</p>
<p>霧浜市見本規則（平成18年霧浜市規則第12号）の一部を次のように改正する。</p><p>{lead}</p>
<table border="1"><tr><th>改正前</th><th>改正後</th></tr>{body}</table>
<p>附　則</p><p>{suppl}</p></body></html>""".encode()
