"""Made-up rows of each channel, as their systems send them."""

import json
from typing import Any

from models.forms import ApplicationForm
from ports.intake import Row

SHA = "ab" * 32
MD5 = "cd" * 16
NAME = "王\U00020bb7明"  # a 4-byte character


def wechat(**changes: Any) -> dict[str, Any]:
    row = {
        "apply_id": "WX1",
        "revision": 1,
        "item_code": "01",
        "applicant_type": 2,
        "applicant_name": NAME,
        "id_type": "111",
        "id_no": " 11010519491231002x",
        "uscc": "92350203MA2Y9DXW8R",
        "mobile": "13800000000",
        "openid": "o-1",
        "shop_name": "鹭桥便利店",
        "shop_address": "中山路1号",
        "district_code": "350203",
        "is_hotel": False,
        "is_fixed": True,
        "is_separate": True,
        "is_vending": False,
        "media": [{"media_id": "M1", "kind": "id_card", "file_name": "../身份证.jpg", "size": 3, "sha256": SHA}],
        "submit_time": 1795224600,
        "update_time": 1795224600,
        "status": "submitted",
    }
    return _changed(row, changes)


def website(**changes: Any) -> dict[str, Any]:
    row = {
        "sqid": "XM1",
        "bbh": "1",
        "sxlx": "01",
        "sqrlx": "2",
        "sqrxm": NAME,
        "zjlx": "111",
        "zjhm": "11010519491231002X",
        "tyshxydm": "92350203MA2Y9DXW8R",
        "lxdh": "13800000000",
        "jydmc": "鹭桥便利店",
        "jycs": "中山路1号",
        "xzqh": "350203",
        "sfbg": "0",
        "sfgd": "1",
        "sfdl": "1",
        "sfzd": "0",
        "cl": [{"clid": "C1", "cllx": "id_card", "clmc": "a.jpg", "dx": "3", "md5": MD5, "url": "/api/fj/C1?t=1"}],
        "tjsj": "2026-11-21 09:30:00",
        "gxsj": "2026-11-21 09:30:00",
        "zt": "10",
    }
    return _changed(row, changes)


def ixiamen(**changes: Any) -> dict[str, Any]:
    row = {
        "projectNo": "IX1",
        "revision": 1,
        "taskCode": "350200-TB-01",
        "applyerType": "2",
        "applyerName": NAME,
        "applyerPageType": "111",
        "applyerPageCode": "11010519491231002X",
        "creditCode": "92350203MA2Y9DXW8R",
        "contactMobile": "13800000000",
        "shopName": "鹭桥便利店",
        "shopAddress": "中山路1号",
        "areaCode": "350203",
        "isHotel": False,
        "isFixed": True,
        "isSeparate": True,
        "isVending": False,
        "materials": [{"materialId": "A1", "materialType": "id_card", "fileName": "a.jpg", "size": 3, "sha256": SHA}],
        "applyTime": "2026-11-21T09:30:00+08:00",
        "updateTime": "2026-11-21T09:30:00+08:00",
        "status": "submitted",
    }
    return _changed(row, changes)


def kiosk(**changes: Any) -> dict[str, Any]:
    row = {
        "id": "K1",
        "revision": 1,
        "item": "new",
        "applicant": {
            "kind": "sole_trader",
            "name": NAME,
            "id_type": "111",
            "id_no": "11010519491231002X",
            "uscc": "92350203MA2Y9DXW8R",
            "mobile": "13800000000",
        },
        "premises": {
            "name": "鹭桥便利店",
            "address": "中山路1号",
            "district": "350203",
            "is_hotel": False,
            "fixed": True,
            "separate_from_home": True,
            "vending_machine": False,
        },
        "attachments": [{"id": "A1", "kind": "id_card", "name": "a.jpg", "size": 3, "sha256": SHA}],
        "submitted_at": "2026-11-21T09:30:00+08:00",
        "updated_at": "2026-11-21T09:30:00+08:00",
        "state": "submitted",
    }
    return _changed(row, changes)


ROWS = {"wechat": wechat, "website": website, "ixiamen": ixiamen, "kiosk": kiosk}


def raw(row: object) -> bytes:
    """Return a row as the bytes of a page."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def form_of(row: Row | None) -> ApplicationForm:
    """Return the form of a row that could be read."""
    assert row is not None
    assert row.form is not None, (row.fault, row.place)
    return row.form


class Gone:
    """Marks a member to leave out."""


def _changed(row: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**row, **changes}.items() if value is not Gone}
