"""What a person is told beside the code."""

from __future__ import annotations

from workbench.snippets.call import Call


def general_notes(call: Call) -> tuple[str, ...]:
    """Which environment variables to fill, and which client Personalize will see."""
    key, *secrets = call.variables
    notes = [f"Put the client key into the environment variable {key.name}."]
    if secrets:
        names = " and ".join(variable.name for variable in secrets)
        notes.append(f"Secrets are read from the environment too: put them into {names}.")
    if not any(name.lower() == "user-agent" for name, _ in call.headers):
        notes.append("The User-Agent is the client's own; conditions on the device see that one, not the workbench's.")
    return tuple(notes)
