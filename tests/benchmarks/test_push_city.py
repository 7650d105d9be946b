"""The benchmark of a push into the city: both contenders deliver the same records, and the city holds them all."""

import pytest

from benchmarks import push_city


def test_a_push_into_the_city_is_measured_beside_bare_httpx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push_city, "ROWS", {2: 4})
    monkeypatch.setattr(push_city, "TIMES", 1)

    found = list(push_city.run(None))

    assert [(one.bench, one.rows) for one in found] == [("push-city-2", 4)]
    assert all(one.value > 0 and one.limit > 0 for one in found)
    assert found[0].more["batch"] == 2
