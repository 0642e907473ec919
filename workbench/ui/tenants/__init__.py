"""Tenants: add, edit, duplicate, remove with undo; their keys, masked; test the connection."""

from workbench.ui.tenants.dialog import TenantsDialog
from workbench.ui.tenants.state import KeyState, TenantForm

__all__ = ["KeyState", "TenantForm", "TenantsDialog"]
