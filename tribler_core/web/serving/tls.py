"""TLS contexts from files, and new files into a living context."""

import asyncio
import ssl

from tribler_core.domain.errors import StartFailure
from tribler_core.web.serving.options import TlsFiles


async def new_context(files: TlsFiles) -> ssl.SSLContext:
    """A server's context: TLS 1.2 or newer.

    Raises: StartFailure.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    try:
        await asyncio.to_thread(context.load_cert_chain, files.certificate, files.key, _no_password)
    except (OSError, ValueError) as refused:
        raise StartFailure(f"cannot use the certificate {files.certificate}: {refused}") from refused
    return context


async def reload(context: ssl.SSLContext, files: TlsFiles) -> None:
    """Serve the files' present content to new connections; old connections go on.

    The files are tried on a scratch context first, so that a bad one leaves the old certificate in place.
    Raises: StartFailure.
    """
    await new_context(files)
    context.load_cert_chain(files.certificate, files.key, _no_password)


def _no_password() -> str:
    """OpenSSL would ask at the terminal."""
    raise ValueError("the key is encrypted, which a daemon cannot open")
