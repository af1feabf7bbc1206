import asyncio

from sitdown.channels.slack.pacing import Pacing


def test_acknowledgements_go_before_turns():
    order = []

    async def turn(pacing: Pacing) -> None:
        async with pacing.turn():
            order.append("turn")

    async def play() -> None:
        pacing = Pacing()
        with pacing.acknowledging():
            waiting = asyncio.create_task(turn(pacing))
            await asyncio.sleep(0.05)
            order.append("acknowledged")
        await waiting

    asyncio.run(play())
    assert order == ["acknowledged", "turn"]


def test_a_flood_of_what_comes_in_stops_no_turn_for_good():
    async def play() -> None:
        pacing = Pacing()
        with pacing.acknowledging():
            async with asyncio.timeout(5), pacing.turn():
                pass

    asyncio.run(play())


def test_at_most_four_turns_at_a_time():
    running, most = 0, 0

    async def turn(pacing: Pacing) -> None:
        nonlocal running, most
        async with pacing.turn():
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.01)
            running -= 1

    async def play() -> None:
        pacing = Pacing()
        await asyncio.gather(*(turn(pacing) for _ in range(12)))

    asyncio.run(play())
    assert most == 4


def test_one_persons_things_follow_one_another_in_order_and_others_do_not_wait():
    order = []

    async def thing(pacing: Pacing, owner: str, name: str, seconds: float) -> None:
        async with pacing.alone(owner):
            await asyncio.sleep(seconds)
            order.append(name)

    async def play() -> None:
        pacing = Pacing()
        await asyncio.gather(thing(pacing, "ada", "a1", 0.05), thing(pacing, "ada", "a2", 0), thing(pacing, "bob", "b1", 0))

    asyncio.run(play())
    assert order == ["b1", "a1", "a2"]
