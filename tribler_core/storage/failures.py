"""What the database says, in one line and in the domain's errors."""

from sqlalchemy.exc import DBAPIError, StatementError

from tribler_core.domain.errors import CatalogueError


def reason(error: Exception) -> str:
    """The database's own words, without the statement and its parameters, which are long and may be secret."""
    cause = error.orig if isinstance(error, StatementError) and error.orig is not None else error
    return " ".join(str(cause).split()) or type(cause).__name__


def catalogue_error(error: Exception) -> CatalogueError:
    """For the caller of an operation."""
    if isinstance(error, CatalogueError):
        return error
    failure = CatalogueError(f"the catalogue refused: {reason(error)}")
    failure.__cause__ = error
    return failure


def lost_connection(error: Exception) -> bool:
    """The database went away, so that no operation is to blame."""
    return isinstance(error, DBAPIError) and error.connection_invalidated
