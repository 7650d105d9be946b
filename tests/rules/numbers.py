"""Made-up numbers that are right, and the day on which they are."""

from datetime import date

TODAY = date(2026, 11, 21)
VALID_IDS = {
    "350203199003070014": "citizen",
    "350206198512310025": "citizen",
    "35020519880808004X": "citizen",
    "810000199001010027": "hk_residence",
    "820000199001010010": "macao_residence",
    "830000198502281246": "taiwan_residence",
    "935840199001010015": "foreign_permanent",
}
VALID_USCCS = ["91110000600037341L", "91350200MA00000XYL", "91350203MA31ABCD0Q", "92350206MA2YFAKE0X"]
