"""Identifiers: normal forms, check digits, what their parts say. Faults make one invalid, warnings do not."""

from rules.identifiers.divisions import division_name
from rules.identifiers.goods import (
    CartonCodes,
    CartonLayout,
    barcode_check,
    check_barcode,
    check_carton,
    check_case_code,
)
from rules.identifiers.licences import check_licence, is_plain_licence, licence_number
from rules.identifiers.organisations import check_registration, check_uscc, is_plain_uscc, is_uscc, uscc_check
from rules.identifiers.persons import (
    birth_of,
    check_id,
    check_mobile,
    id_check,
    is_plain_id,
    is_plain_mobile,
    normal_id,
)
from rules.identifiers.result import Identifier
from rules.identifiers.text import is_invisible, masked, normal_number, visible

__all__ = [
    "CartonCodes",
    "CartonLayout",
    "Identifier",
    "barcode_check",
    "birth_of",
    "check_barcode",
    "check_carton",
    "check_case_code",
    "check_id",
    "check_licence",
    "check_mobile",
    "check_registration",
    "check_uscc",
    "division_name",
    "id_check",
    "is_invisible",
    "is_plain_id",
    "is_plain_licence",
    "is_plain_mobile",
    "is_plain_uscc",
    "is_uscc",
    "licence_number",
    "masked",
    "normal_id",
    "normal_number",
    "uscc_check",
    "visible",
]
