"""What the tables share: their metadata, and the columns that many of them have."""

from sqlalchemy import Column, ForeignKey, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(64)
NAME = String(255)


def case_id(*, nullable: bool = False) -> Column[str]:
    """The root instance that a row belongs to and is deleted with."""
    return Column("root_id", ID, ForeignKey("instance.id", ondelete="CASCADE"), nullable=nullable)
