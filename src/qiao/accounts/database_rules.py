"""What the database itself keeps, whoever writes into it: a migration operation of plain statements."""

from collections.abc import Iterable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ON_SQLITE = "sqlite"


class DatabaseRule(Operation):
    """Migration operation: from here on the database keeps a promise, by triggers and tables that no model knows."""

    reversible = True
    reduces_to_sql = True

    def forwards(self, vendor: str) -> Iterable[str]:
        """Return the statements, of this database, that give the promise. A percent sign stands for itself."""
        raise NotImplementedError

    def backwards(self, vendor: str) -> Iterable[str]:
        """Return the statements that take it back."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the models: the promise is the database's alone."""

    def database_forwards(
        self,
        app_label: str,  # noqa: ARG002 - Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        for statement in self.forwards(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        for statement in self.backwards(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)


def uuid_type(vendor: str) -> str:
    """Return the type in which Django keeps an id."""
    return "char(32)" if vendor == ON_SQLITE else "uuid"


def drop_trigger(name: str, table: str, vendor: str) -> str:
    """Return the statement that drops a trigger."""
    return f"DROP TRIGGER {name}" + ("" if vendor == ON_SQLITE else f" ON {table}")
