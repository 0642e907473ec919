"""The bill of materials, CycloneDX 1.6 as JSON: what is shipped, in which version, under which licence."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from release.project import NAME, SUMMARY, Project
from release.shipped import Part


def make_sbom(project: Project, parts: Sequence[Part]) -> str:
    """The same text for the same commit.  Raises :class:`ValueError` where it does not hold to the schema."""
    licences = LicenseFactory()
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_OID, f"{NAME} {project.version} {project.commit}"))
    bom.metadata.timestamp = project.day
    bom.metadata.component = own = Component(
        name=NAME,
        version=project.version,
        type=ComponentType.APPLICATION,
        description=SUMMARY,
        licenses=[licences.make_from_string("MIT")],
        bom_ref=NAME,
        properties=[Property(name="commit", value=project.commit)] if project.commit else (),
    )
    components = [_component(part, licences) for part in parts]
    for component in components:
        bom.components.add(component)
    bom.register_dependency(own, components)
    text: str = JsonV1Dot6(bom).output_as_string(indent=1) + "\n"
    if problem := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(f"the SBOM does not hold to its schema: {problem}")
    return text


def _component(part: Part, licences: LicenseFactory) -> Component:
    url = PackageURL(type=part.kind, namespace="debian" if part.kind == "deb" else None, name=part.name, version=part.version)
    return Component(
        name=part.name,
        version=part.version,
        type=ComponentType.LIBRARY,
        purl=url,
        bom_ref=str(url),
        licenses=[licences.make_from_string(part.licence)] if part.kind != "deb" else (),
        properties=[Property(name="file", value=file) for file in part.files],
    )
