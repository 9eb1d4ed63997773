"""R6 inside a house: threads that hold of one offer at once. Prints one line; 1 where more was held than there is."""

import sys
import threading

from bench._storm import ROOT

THREADS, EACH = 24, 7


def main(rounds: int) -> int:
    """Let 24 threads hold 7 each of a lot of 100, so often."""
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.db import connection
    from django.db.models import Sum
    from django_scopes import scope

    from bench._stock_acts import PLEDGED, disagreements
    from bench.stock import _lot, _needs, _world
    from qiao.registry.models import Item
    from qiao.relief.models import Match

    actor, crisis = _world()
    item, over, wrong, most = Item.objects.get(code="mask-surgical"), 0, 0, 0
    with scope(organization=actor.organization_id):  # type: ignore[attr-defined]
        needs = [one for one in _needs(actor, crisis, item, 5) if one.quantity is None]
        for _ in range(rounds):
            lot, held = _lot(actor, crisis, item), list[int]()
            _hold_at_once(actor, needs, lot, held)
            recorded = Match.objects.filter(lot=lot).aggregate(sum=Sum("quantity"))["sum"] or 0
            over += sum(held) > PLEDGED
            wrong += sum(held) != recorded
            most = max(most, sum(held))
        books = disagreements()
    print(
        f"{rounds} rounds of {THREADS} threads x {EACH} of {PLEDGED} ({connection.vendor}): most given {most}, "
        f"{over} over, {wrong} not as recorded, books disagree {len(books)} times"
    )
    return int(over > 0 or wrong > 0 or bool(books) or most != PLEDGED // EACH * EACH)


def _hold_at_once(actor, needs, lot, held: list[int]) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    from django.db import connections
    from django_scopes import scope

    from bench._stock_acts import AT
    from qiao.exceptions import QiaoError
    from qiao.relief import actions

    gate = threading.Barrier(THREADS)

    def hold(number: int) -> None:
        gate.wait()
        try:
            with scope(organization=actor.organization_id):
                need = needs[number % len(needs)]
                actions.make_match(actor, need, lot.offer, quantity=EACH, confirmed_at=AT)
            held.append(EACH)
        except QiaoError:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hold, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
