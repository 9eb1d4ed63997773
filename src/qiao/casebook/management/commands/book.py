"""Write a collection as site, PDF, Word and EPUB into a folder, without a browser."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope

from qiao.accounts.roles import Actor
from qiao.batch.book import switched
from qiao.casebook.binding import bind
from qiao.casebook.edition_actions import public_book, take_book
from qiao.casebook.models import Collection
from qiao.exceptions import QiaoError
from qiao.relief.management.commands.plan import organization_at_work


class Command(BaseCommand):
    help = "Write a collection as a book: site, PDF, Word and EPUB. The folder is replaced once all is built."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "out", type=Path, metavar="OUT", help="folder; what it held as a book is replaced"
        )
        parser.add_argument("--collection", default="", help="title or id; the only one if left out")
        parser.add_argument("--organization", help="name of the organisation; the one at work if left out")
        parser.add_argument("--language", choices=("zh", "en"), default="zh")
        parser.add_argument("--address", default="", help="address of this Qiao, for links to cases")
        parser.add_argument("--full", action="store_true", help="with the full text, and therefore no site")

    def handle(self, *_args: Any, **options: Any) -> None:
        out: Path = options["out"]
        if out.exists() and any(out.iterdir()) and not any(out.glob("*.epub")):
            raise CommandError(
                f"{out} 里有别的东西，没有动。请换一个空目录。 {out} holds other things; choose an empty folder."
            )
        owner = organization_at_work(options["organization"])
        with scope(organization=owner.pk):
            collection = self._collection(options["collection"])
            asked = {
                "language": "en" if options["language"] == "en" else "zh-Hans",
                "base": options["address"].rstrip("/"),
            }
            now = timezone.now()
            try:
                book = (
                    bind(collection, moment=now, name=f"{collection.crisis.slug}-full", **asked)
                    if options["full"]
                    else public_book(collection, at=now, **asked)
                )
                with switched(out) as aside:
                    take_book(
                        Actor.operator(owner.pk), collection, folder=aside, book=book, told=self.stdout.write
                    )
            except QiaoError as error:
                raise CommandError(f"{error.message('zh')} {error.message('en')}") from error
        self.stdout.write(f"{out}: {len(book.parts())} 个部分 parts")

    def _collection(self, wanted: str) -> Collection:
        found = list(Collection.objects.select_related("crisis", "organization"))
        if wanted:
            found = [one for one in found if wanted in {one.title, one.title_en, str(one.pk)}]
        if len(found) != 1:
            titles = "；".join(one.title for one in Collection.objects.all())
            raise CommandError(
                f"请用 --collection 指明案例集。 Name the collection with --collection: {titles}"
            )
        return found[0]
