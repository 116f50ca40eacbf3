"""Deployments: diagrams and forms come in together, all or nothing; what has not changed makes no new version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.definitions.findings import Finding
from app.usecases.context import Context
from app.usecases.process_definitions import DefinitionView
from app.usecases.queries import Page


@dataclass(frozen=True, slots=True)
class Deployment:
    """What to deploy: `files` by name (*.bpmn, *.form; other files are kept as they are).

    filter_duplicates: a file equal to the latest of its name stays out; when all are, the latest deployment is
    returned.
    """

    name: str
    files: Mapping[str, bytes]
    source: str = ""
    filter_duplicates: bool = True
    tenant: str | None = None


@dataclass(frozen=True, slots=True)
class DeploymentView:
    """A deployment that was made."""

    id: str
    name: str
    source: str
    deployed: datetime
    deployed_by: str
    tenant: str | None = None


@dataclass(frozen=True, slots=True)
class Deployed:
    """The outcome: the deployment, the definitions that got a new version, and the warnings.

    deployment is the earlier one, and definitions is empty, when duplicate filtering left nothing to deploy.
    """

    deployment: DeploymentView
    definitions: tuple[DefinitionView, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ResourceView:
    """A file of a deployment."""

    id: str
    name: str
    deployment_id: str


@dataclass(frozen=True, slots=True)
class DeploymentQuery:
    """Filters; None does not filter. Sorts: id, name, deploymentTime, tenantId."""

    id: str | None = None
    name: str | None = None
    name_like: str | None = None
    source: str | None = None
    after: datetime | None = None
    before: datetime | None = None
    page: Page = field(default_factory=Page)


def deploy(context: Context, deployment: Deployment) -> Deployed:
    """Check and store the files.

    Raises:
        RejectedDeploymentError: a finding is an error; nothing is stored.  ForbiddenError.
        InvalidRequestError: no file, or a name that is no file name.
    """
    raise NotImplementedError


def check(context: Context, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """The findings that `deploy` would have, without storing anything."""
    raise NotImplementedError


def list_deployments(context: Context, query: DeploymentQuery) -> tuple[DeploymentView, ...]:
    """Deployments, newest first unless sorted otherwise."""
    raise NotImplementedError


def count_deployments(context: Context, query: DeploymentQuery) -> int:
    """How many match."""
    raise NotImplementedError


def get_deployment(context: Context, deployment_id: str) -> DeploymentView:
    """One deployment. Raises NotFoundError."""
    raise NotImplementedError


def list_resources(context: Context, deployment_id: str) -> tuple[ResourceView, ...]:
    """Its files, by name. Raises NotFoundError."""
    raise NotImplementedError


def resource_data(context: Context, deployment_id: str, resource_id: str) -> tuple[ResourceView, bytes]:
    """One file with its bytes. Raises NotFoundError."""
    raise NotImplementedError


def delete_deployment(context: Context, deployment_id: str, *, cascade: bool = False) -> None:
    """Delete a deployment whose definitions have no instances; with cascade, the instances and their history too.

    Raises: NotFoundError; InvalidRequestError when instances exist and cascade was not asked for.
    """
    raise NotImplementedError
