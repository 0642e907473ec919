"""What commands that send take from their options: the request as typed, who it is for, secrets from the environment."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.cli.common import key_from_environment, read_object
from workbench.cli.exits import Stop
from workbench.cli.saved import Opened, is_saved_file, open_persona, open_saved, read_secret_variables, read_values
from workbench.domain import BrowserId, Email, FlowRequest, Identifiers, Identity, Secret, Tenant
from workbench.domain.placeholders import Layer


@dataclass(frozen=True, slots=True)
class Asked:
    """``layers`` stand for placeholders, from near to far.  ``identity`` is what the options say, if anything."""

    request: FlowRequest
    layers: tuple[Layer, ...]
    key: Secret | None
    secrets: Mapping[str, Secret]
    opened: Opened


def open_target(target: str) -> Opened:
    """A saved file, or a friendly ID."""
    return open_saved(target) if is_saved_file(target) else Opened(FlowRequest(target), Layer("this request"))


def read_asked(args: argparse.Namespace, tenant: Tenant | None, opened: Opened) -> Asked:
    """The request as its file, the persona and the options say, in this order."""
    from workbench.usecases.resolve import layers_for

    persona = open_persona(args.persona) if getattr(args, "persona", None) else None
    request = changed(persona.apply(opened.request) if persona is not None else opened.request, args)
    layers = layers_for(row=read_values(args.value), persona=persona, request_values=opened.own, folders=opened.folders, tenant=tenant)
    return Asked(request, layers, key_from_environment(args.client_key_env), named_secrets(args), opened)


def named_secrets(args: argparse.Namespace) -> dict[str, Secret]:
    """``--secret-env NAME=VAR``, read."""
    return {
        name: secret
        for name, variable in read_secret_variables(args.secret_env).items()
        if (secret := key_from_environment(variable, option="--secret-env", what=f"the secret “{name}”"))
    }


def changed(request: FlowRequest, args: argparse.Namespace) -> FlowRequest:
    """What the options say wins; ``--params`` and ``--extra`` are added to the file's and the persona's."""
    options = {
        "channel": args.channel,
        "language": args.language,
        "currency_code": args.currency,
        "point_of_sale": args.point_of_sale,
        "identity": typed_identity(args),
    }
    return replace(
        request,
        **{field: value for field, value in options.items() if value},
        params={**request.params, **read_object(args.params, "--params")},
        extra={**request.extra, **read_object(args.extra, "--extra")},
    )


def typed_identity(args: argparse.Namespace) -> Identity | None:
    """Of a command that takes one identity; others have no such options, or a list of them."""
    browser_id, email, identifier = (getattr(args, name, None) for name in ("browser_id", "email", "identifier"))
    if isinstance(browser_id, str):
        return BrowserId(browser_id)
    if isinstance(email, str):
        return Email(email)
    return read_identifier(identifier) if isinstance(identifier, str) else None


def read_identifier(text: str) -> Identifiers:
    provider, equals, id_ = text.partition("=")
    if not equals:
        raise Stop(f"--identifier {text}: write it as PROVIDER=ID, for example CRM=12345.")
    return Identifiers(provider, id_)
