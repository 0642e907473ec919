"""The embedded demo tenant: a real HTTP server on loopback that speaks the same API.  It is not Sitecore.

The only room with starlette and uvicorn, which are imported when the server starts.  What the vendor
documents is answered as documented; everything else is our choice, and ``resources/sandbox/README.md``
says which is which.
"""

from workbench.sandbox.errors import FlowFileError, ImpossiblePort, PortTaken, SandboxError
from workbench.sandbox.flows import Flow, load_flows
from workbench.sandbox.server import Sandbox

__all__ = ["Flow", "FlowFileError", "ImpossiblePort", "PortTaken", "Sandbox", "SandboxError", "load_flows"]
