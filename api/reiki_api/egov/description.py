"""The OpenAPI description of `/api/2/`: parameters and shapes, as data, beside what the endpoints read by hand."""

from __future__ import annotations

from typing import Any, Final

from reiki_api.egov import vocabulary as v

Json = dict[str, Any]

_TEXT: Final[Json] = {"type": "string", "maxLength": 200}
_DAY: Final[Json] = {"type": "string", "format": "date", "example": "2025-04-01"}
_FLAG: Final[Json] = {"type": "boolean"}
_WHOLE: Final[Json] = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
_COUNT: Final[Json] = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}


def _enum(values: tuple[str, ...]) -> Json:
    return {"type": "string", "enum": list(values)}


def _list(values: tuple[str, ...]) -> Json:
    return {"type": "array", "items": _enum(values)}


_ORDER: Final[Json] = {
    "type": "string",
    "example": "+law_info.law_id,-revision_info.amendment_promulgate_date",
}
_NUMBER: Final[dict[str, Json]] = {
    "law_num": _TEXT
    | {"description": "法令番号（部分一致）。漢数字でも算用数字でもよい", "example": "霧浜市規則第9号"},
    "law_num_era": _enum(v.ERAS),
    "law_num_num": _TEXT | {"description": "法令番号の号数", "example": "009"},
    "law_num_type": _enum(v.LAW_TYPES),
    "law_num_year": _WHOLE | {"description": "法令番号の年", "example": 10},
    "law_type": _list(v.LAW_TYPES) | {"description": "法令種別。条例・訓令・告示・要綱は Misc"},
}
_RESPONSE_FORMAT: Final[dict[str, Json]] = {"response_format": _enum(v.FORMATS)}
_SELECTION: Final[dict[str, Json]] = {
    "asof": _DAY | {"description": "法令の時点（どの日でもよい）。省略は今日（日本時間）"},
    "category_cd": _list(v.CATEGORIES)
    | {"description": "事項別分類コード。例規にはないので、指定すれば 0 件"},
    "promulgation_date_from": _DAY,
    "promulgation_date_to": _DAY,
}
_PAGE: Final[dict[str, Json]] = {"offset": _WHOLE, "order": _ORDER}

PARAMETERS: Final[dict[str, dict[str, Json]]] = {
    "laws": {
        "law_id": _TEXT | {"description": "法令ID（部分一致）"},
        **_NUMBER,
        "law_title": _TEXT | {"description": "法令名（部分一致。旧題名でもよい）", "example": "特殊勤務手当"},
        "law_title_kana": _TEXT,
        "amendment_law_id": _TEXT
        | {"description": "改正法令の法令ID（部分一致）。指定すれば asof を無視する"},
        **_SELECTION,
        "mission": _list(v.MISSIONS),
        "omit_current_revision_info": _FLAG,
        "repeal_status": _list(v.REPEAL_STATUSES),
        "limit": _COUNT | {"description": "既定値 100、上限 5000"},
        **_PAGE,
        **_RESPONSE_FORMAT,
    },
    "law_revisions": {
        "law_title": _TEXT | {"description": "部分一致、又は / で囲んだ正規表現（群のない簡単なもの）"},
        "law_title_kana": _TEXT,
        "amendment_date_from": _DAY,
        "amendment_date_to": _DAY,
        "amendment_law_id": _TEXT,
        "amendment_law_num": _TEXT,
        "amendment_law_title": _TEXT,
        "amendment_law_title_kana": _TEXT,
        "amendment_promulgate_date_from": _DAY,
        "amendment_promulgate_date_to": _DAY,
        "amendment_type": _list(v.AMENDMENT_TYPES),
        "category_cd": _list(v.CATEGORIES),
        "current_revision_status": _list(v.REVISION_STATUSES),
        "mission": _list(v.MISSIONS),
        "remain_in_force": _FLAG,
        "repeal_date_from": _DAY,
        "repeal_date_to": _DAY,
        "repeal_status": _list(v.REPEAL_STATUSES),
        "updated_from": _DAY,
        "updated_to": _DAY,
        **_RESPONSE_FORMAT,
    },
    "law_data": {
        "law_full_text_format": _enum(v.FORMATS)
        | {"description": "法令本文の形式。レスポンスの形式と異なれば Base64"},
        "json_format": _enum(v.JSON_FORMATS),
        "asof": _DAY,
        "elm": {"type": "string", "maxLength": 300, "example": "MainProvision-Article_3-Paragraph_1"},
        "omit_amendment_suppl_provision": _FLAG,
        "include_attached_file_content": _FLAG,
        **_RESPONSE_FORMAT,
    },
    "law_file": {"asof": _DAY},
    "attachment": {"src": {"type": "string", "maxLength": 300}},
    "keyword": {
        "keyword": {"type": "string", "maxLength": 300, "minLength": 1, "example": "給料"},
        **_NUMBER,
        **_SELECTION,
        "limit": _COUNT | {"maximum": 1000, "description": "文の数。既定値 100、上限 1000"},
        **_PAGE,
        "sentences_limit": _COUNT,
        "sentence_text_size": _COUNT | {"maximum": 10_000, "description": "既定値 100"},
        "highlight_tag": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9-]{0,19}$", "example": "em"},
        **_RESPONSE_FORMAT,
    },
}
"""What each endpoint takes in its query, by name."""

_SUMMARY: Final = {
    "laws": "法令一覧取得API",
    "law_revisions": "法令履歴一覧取得API",
    "law_data": "法令本文取得API",
    "law_file": "法令本文ファイル取得API",
    "attachment": "添付ファイル取得API",
    "keyword": "キーワード検索API",
}
_PATHS: Final[dict[str, dict[str, Json]]] = {
    "law_revisions": {"law_id_or_num": {"type": "string"}},
    "law_data": {"law_id_or_num_or_revision_id": {"type": "string"}},
    "law_file": {"file_type": _enum(v.FILE_TYPES), "law_id_or_num_or_revision_id": {"type": "string"}},
    "attachment": {"law_revision_id": {"type": "string"}},
}

_ERROR: Final[Json] = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
    "required": ["code", "message"],
}
_NULLABLE: Final = {
    "law_num_era", "law_num_year", "promulgation_date", "abbrev", "amendment_promulgate_date", "amendment_enforcement_date",
    "amendment_enforcement_comment", "amendment_scheduled_enforcement_date", "amendment_law_id",
    "amendment_law_title", "amendment_law_title_kana", "amendment_law_num", "repeal_date",
}  # fmt: skip
_ENUMS: Final = {
    "law_type": v.LAW_TYPES, "law_num_type": v.LAW_TYPES, "law_num_era": v.ERAS, "amendment_type": v.AMENDMENT_TYPES,
    "repeal_status": v.REPEAL_STATUSES, "mission": v.MISSIONS, "current_revision_status": v.REVISION_STATUSES,
}  # fmt: skip


def _member(name: str) -> Json:
    kind = "integer" if name == "law_num_year" else "boolean" if name == "remain_in_force" else "string"
    out: Json = {"type": [kind, "null"] if name in _NULLABLE else kind}
    if name in _ENUMS:
        out["enum"] = [*_ENUMS[name], *([None] if name in _NULLABLE else [])]
    return out


def _object(members: dict[str, Json], *optional: str) -> Json:
    return {
        "type": "object",
        "properties": members,
        "required": [name for name in members if name not in optional],
    }


_LAW_INFO: Final = _object({name: _member(name) for name in v.LAW_INFO})
_REVISION_INFO: Final = _object(
    {name: _member(name) for name in v.REVISION_INFO}
    | {"notes": {"type": "array", "items": {"type": "string"}}},
    "notes",
)
_NEXT: Final[Json] = {"type": ["integer", "null"]}
_ATTACHED: Final[Json] = _object(
    {
        "image_data": {"type": "string", "contentEncoding": "base64"},
        "attached_files": {
            "type": "array",
            "items": _object(
                {
                    "law_revision_id": {"type": "string"},
                    "src": {"type": "string"},
                    "updated": {"type": "string", "format": "date-time"},
                }
            ),
        },
    }
) | {"type": ["object", "null"]}
_RESPONSES: Final[dict[str, Json]] = {
    "laws": _object(
        {
            "total_count": {"type": "integer"}, "count": {"type": "integer"}, "next_offset": _NEXT,
            "laws": {"type": "array", "items": _object(
                {"law_info": _LAW_INFO, "revision_info": _REVISION_INFO, "current_revision_info": _REVISION_INFO},
                "current_revision_info",
            )},
        }
    ),
    "law_revisions": _object({"law_info": _LAW_INFO, "revisions": {"type": "array", "items": _REVISION_INFO}}),
    "law_data": _object(
        {
            "attached_files_info": _ATTACHED, "law_info": _LAW_INFO, "revision_info": _REVISION_INFO,
            "law_full_text": {"type": ["object", "string"]}, "notes": {"type": "array", "items": {"type": "string"}},
        },
        "notes",
    ),
    "keyword": _object(
        {
            "total_count": {"type": "integer"}, "sentence_count": {"type": "integer"}, "count": {"type": "integer"},
            "next_offset": _NEXT,
            "items": {"type": "array", "items": _object({
                "law_info": _LAW_INFO, "revision_info": _REVISION_INFO,
                "sentences": {"type": "array", "items": _object(
                    {"position": {"type": "string"}, "text": {"type": "string"}, "elm": {"type": "string"}}
                )},
            })},
        }
    ),
}  # fmt: skip

_FILES: Final = {"attachment": "*/*"}
"""An attached file is what its bytes are."""


def described(name: str) -> Json:
    """What FastAPI is told of an endpoint."""
    path = [
        {"name": each, "in": "path", "required": True, "schema": schema}
        for each, schema in _PATHS.get(name, {}).items()
    ]
    query = [
        {"name": each, "in": "query", "required": each == "keyword", "schema": _bare(schema)}
        | ({"style": "form", "explode": False} if schema.get("type") == "array" else {})
        | ({"description": schema["description"]} if "description" in schema else {})
        | ({"example": schema["example"]} if "example" in schema else {})
        for each, schema in PARAMETERS[name].items()
    ]
    error = {"application/json": {"schema": _ERROR}, "application/xml": {"schema": _ERROR}}
    shape = _RESPONSES.get(name)
    good: Json = (
        {"application/json": {"schema": shape}, "application/xml": {"schema": shape}}
        if shape
        else {
            _FILES.get(name, "application/octet-stream"): {"schema": {"type": "string", "format": "binary"}}
        }
    )
    codes = [400, 401, 429, 500, 503] + ([404] if name in ("law_revisions", "law_data", "law_file") else [])
    responses: Json = {
        "200": {"description": _SUMMARY[name], "content": good},
        "304": {"description": "変更なし"},
    }
    responses |= {str(code): {"description": "エラー情報", "content": error} for code in sorted(codes)}
    return {
        "methods": ["GET"],
        "summary": _SUMMARY[name],
        "operation_id": f"get-{name}",
        "response_model": None,
        "openapi_extra": {"parameters": path + query, "responses": responses},
    }


def _bare(schema: Json) -> Json:
    return {key: value for key, value in schema.items() if key not in ("description", "example")}
