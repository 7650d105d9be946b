"""Whom the made-up cases of the demonstration are about, and which goods: nobody and nothing of them exists."""

from models.complaints import Reporter

AMONG = 60_000  # parties of the city that never apply
DRIVER = 3  # the one who has no shop
BRANDS = (  # codes 200… are given by a house for itself
    ("2000011001001", "2000021001008", "鹭江（硬）", "鹭江", "123.00"),
    ("2000011002008", "2000021002005", "鹭江（软）", "鹭江", "168.00"),
    ("2000011003005", "2000021003002", "白鹭洲（硬）", "白鹭洲", "95.00"),
    ("2000011004002", "2000021004009", "日光岩（细支）", "日光岩", "245.00"),
    ("2000011005009", "2000021005006", "五缘湾（中支）", "五缘湾", "220.00"),
    ("2000011006006", "2000021006003", "凤凰木（硬）", "凤凰木", "76.00"),
)
COLUMNS = ("pack_barcode", "carton_barcode", "product", "brand", "carton_price", "manufacturer")
MAKER = "厦门演示卷烟厂"


def catalogue() -> bytes:
    """Return the catalogue of brands as a file to be imported (CSV)."""
    return "\n".join(",".join(line) for line in (COLUMNS, *((*brand, MAKER) for brand in BRANDS))).encode()


def driver(seed: int, who: int) -> dict[str, str]:
    """Return a person as a party."""
    name, number, phone = _person(seed, who)
    place, _ = shop(seed, who)
    return {"kind": "person", "name": name, "number": number, "phone": phone, "address": place}


def keeper(seed: int, who: int) -> dict[str, str]:
    """Return a shop and who keeps it as a party."""
    from city.population.numbers import credit_code
    from city.population.shops import shop_of

    made, (name, number, phone) = shop_of(seed, AMONG + who), _person(seed, who)
    code = credit_code(seed, AMONG + who, "92", made.district)
    owner = {"legal_rep": name, "legal_rep_no": number, "phone": phone, "address": made.address}
    return {"kind": "sole_trader", "name": made.name, "number": code} | owner


def shop(seed: int, who: int) -> tuple[str, str]:
    """Return where something happened: address and code of the district."""
    from city.population.shops import shop_of

    made = shop_of(seed, AMONG + who)
    return made.address, made.district


def reporter(seed: int) -> Reporter:
    """Return who turned to the hotline."""
    name, number, phone = _person(seed, 9)
    return Reporter(name, phone, number)


def _person(seed: int, who: int) -> tuple[str, str, str]:
    from city.population.names import person_name
    from city.population.numbers import birthday, identity_number

    index = AMONG + who
    number = identity_number(seed, index, birthday(seed, index))
    return person_name(seed, index), number, f"139059{who:05d}"
