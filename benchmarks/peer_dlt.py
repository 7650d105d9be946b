"""dlt's REST source into SQLite over the same pages (run by the peers' own Python)."""

import json
import os
import sys
import time

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"

import dlt  # type: ignore[import-not-found]
from dlt.sources.rest_api import rest_api_source  # type: ignore[import-not-found]


def main(base_url: str) -> None:
    """Load every row of the kiosk, as one JSON a row, and print the seconds."""
    pages = {"type": "cursor", "cursor_path": "next_cursor", "cursor_param": "cursor"}
    source = rest_api_source(
        {
            "client": {"base_url": base_url, "paginator": pages},
            "resources": [
                {
                    "name": "applications",
                    "max_table_nesting": 0,
                    "write_disposition": "append",
                    "endpoint": {"path": "v1/applications", "params": {"limit": 200}, "data_selector": "items"},
                }
            ],
        }
    )
    destination = dlt.destinations.sqlalchemy("sqlite:///peer.db")
    pipeline = dlt.pipeline("peer", pipelines_dir="pipelines", destination=destination, dataset_name="main")
    began = time.perf_counter()
    pipeline.run(source)
    seconds = time.perf_counter() - began
    with pipeline.sql_client() as client:
        kept = client.execute_sql("select count(*) from applications")[0][0]
    print(json.dumps({"seconds": seconds, "rows": kept}))


if __name__ == "__main__":
    main(sys.argv[1])
