"""The host key of a proxy, as `ssh-keyscan` shows it."""

from __future__ import annotations

import asyncio
import re

import asyncssh

from argus_core.tunnels.errors import TunnelServiceException

SECONDS = 10
PREFERRED = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa")
# A name or an address: above all nothing that begins with a dash, which would be an option of the program.
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:_-]{0,253})", re.ASCII)


async def fetch_host_key(host: str, port: int) -> str:
    """`<host> <type> <base64>`, the strongest type that the host offers. Raises TunnelServiceException."""
    if not _HOST.fullmatch(host):
        raise TunnelServiceException(f"Invalid proxy host: {host}")
    command = ("ssh-keyscan", "-p", str(port), "-t", "ed25519,ecdsa,rsa", host)
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
    except FileNotFoundError as error:
        raise TunnelServiceException("ssh-keyscan is required on the Argus backend host") from error
    try:
        output, complaints = await asyncio.wait_for(process.communicate(), SECONDS)
    except TimeoutError as error:
        process.kill()
        await process.wait()
        raise TunnelServiceException(f"Timed out fetching host key from {host}:{port}") from error
    found = best_key(output.decode("utf-8", "replace"))
    if found is None:
        text = complaints.decode("utf-8", "replace").strip()
        raise TunnelServiceException(f"Failed to fetch host key for {host}:{port}" + (f": {text}" if text else ""))
    return f"{host} {found}"


def best_key(output: str) -> str | None:
    """`<type> <base64>` of the preferred key in the program's output; None without one that parses."""
    by_type: dict[str, str] = {}
    for line in output.splitlines():
        words = line.split()
        if len(words) >= 3 and not line.startswith("#") and words[1].startswith(("ssh-", "ecdsa-")):
            by_type.setdefault(words[1], words[2])
    for kind in (*PREFERRED, *by_type):
        if kind in by_type:
            try:
                asyncssh.import_public_key(f"{kind} {by_type[kind]}")
            except (asyncssh.KeyImportError, ValueError):
                continue
            return f"{kind} {by_type[kind]}"
    return None
