"""The Sitecore Personalize HTTP API: callFlows and browser IDs.  The only room with httpx.

A call is prepared (so that it can be recorded before a byte leaves) and then performed; what comes back
is always an Exchange, with a Response or a Failure in it.  The client key is taken out of everything
that leaves this room.
"""

from workbench.personalize.bodies import still_encoded
from workbench.personalize.client import CallOptions, Client, Prepared, Progress, broken_off, browser_id_from, never_sent

__all__ = ["CallOptions", "Client", "Prepared", "Progress", "broken_off", "browser_id_from", "never_sent", "still_encoded"]
