import asyncio
# needs: turns

class Lock(Turns):
    """As asyncio.Lock."""

    async def __aenter__(self):
        await self.get(False)

    async def __aexit__(self, *error):
        self.release()

    async def acquire(self):
        await self.get(True)

    async def get(self, forgettable):
        me = asyncio.current_task()
        try:
            await self.ask(me, forgettable)
        except BaseException:
            if self.holder is me:
                self.release()
            raise
