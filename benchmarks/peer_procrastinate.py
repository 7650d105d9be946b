"""procrastinate with one POST a job over a private PostgreSQL (run by the peers' own Python)."""

import asyncio
import json
import sys
import time

import httpx
import procrastinate  # type: ignore[import-not-found]

CONNECTIONS = 10
SOME = 500


def main(database: str, url: str, count: int) -> None:
    """Send every job and print the seconds; the jobs wait in the queue before the clock starts."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=database))
    limits = httpx.Limits(max_connections=CONNECTIONS)

    async def everything() -> float:
        async with httpx.AsyncClient(limits=limits) as client, app.open_async():
            await app.schema_manager.apply_schema_async()

            @app.task(name="post")  # type: ignore[untyped-decorator]
            async def post(body: str) -> None:
                (await client.post(url, content=body.encode())).raise_for_status()

            for start in range(0, count, SOME):
                jobs = [{"body": json.dumps({"n": n, "text": "x" * 400})} for n in range(start, start + SOME)]
                await post.batch_defer_async(*jobs[: count - start])
            began = time.perf_counter()
            await app.run_worker_async(wait=False, concurrency=CONNECTIONS, install_signal_handlers=False)
            return time.perf_counter() - began

    print(json.dumps({"seconds": asyncio.run(everything()), "rows": count}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
