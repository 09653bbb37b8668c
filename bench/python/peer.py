"""CPython's asyncio as a peer: `python3 peer.py ROW NUMBERS…` does one measurement and prints it as JSON.

With `--uvloop` it is on uvloop, where that is installed.
"""

import asyncio
import json
import os
import sys
import time


def resident():
    """Bytes of this process that are in memory; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


class Watch:
    """Measures from now on."""

    def __init__(self):
        self.bytes = resident()
        self.since = time.perf_counter()

    def stop(self, total):
        ms = (time.perf_counter() - self.since) * 1e3
        return {"ms": ms, "sum": total, "bytes": resident() - self.bytes}


async def spawn(count):
    """Spawns tasks that do nothing and joins them all."""

    async def nothing(number):
        return number

    watch = Watch()
    results = await asyncio.gather(*(nothing(number) for number in range(count)))
    return watch.stop(sum(results))


async def switch(tasks, yields, times):
    """Has tasks give way so many times each, and that so many times."""

    async def switching():
        done = 0
        for _ in range(yields):
            await asyncio.sleep(0)
            done += 1
        return done

    watch = Watch()
    total = 0
    for _ in range(times):
        total += sum(await asyncio.gather(*(switching() for _ in range(tasks))))
    return watch.stop(total)


async def sleepers(count):
    """Starts tasks that sleep on; measured when all are asleep."""
    asleep = 0

    async def sleeping():
        nonlocal asleep
        asleep += 1
        await asyncio.sleep(3600)
        asleep -= 1

    watch = Watch()
    tasks = [asyncio.ensure_future(sleeping()) for _ in range(count)]
    while asleep < len(tasks):
        await asyncio.sleep(0)
    measured = watch.stop(asleep)
    print(json.dumps(measured), flush=True)
    # Cancelling them all takes longer than starting them.
    os._exit(0)


def main(arguments):
    if arguments[0] == "--uvloop":
        import uvloop

        uvloop.install()
        arguments = arguments[1:]
    row, *numbers = arguments
    measure = {"spawn": spawn, "switch": switch, "sleepers": sleepers}[row]
    numbers = [int(number) for number in numbers]
    if measure is not sleepers:
        # A first time that does not count, as its opponents have.
        asyncio.run(measure(*numbers))
    print(json.dumps(asyncio.run(measure(*numbers))))


main(sys.argv[1:])
