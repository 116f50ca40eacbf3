"""Filters of Camunda 7 that we do not have: refused by name, since a filter that is passed over widens an answer."""

from app.errors import InvalidRequestError
from app.rest.params import Params

_TENANTS = frozenset({"tenantIdIn", "tenantIds"})
_LOOSE = frozenset({"variableNamesIgnoreCase", "variableValuesIgnoreCase"})
_INCIDENTS = frozenset({"incidentId", "incidentType", "incidentMessage", "incidentMessageLike"})
_CASES = frozenset({"caseInstanceId", "superCaseInstance", "subCaseInstance", "superCaseInstanceId"})
_COMMON = _TENANTS | {"suspended", "orQueries"}

DEFINITIONS = _TENANTS | {
    "suspended",
    "category",
    "categoryLike",
    "deployedAfter",
    "deployedAt",
    "keyNotIn",
    "notStartableInTasklist",
    "resourceNameLike",
    "startableBy",
    "versionTagLike",
    "withoutVersionTag",
    "messageEventSubscriptionName",
    *_INCIDENTS,
}
INSTANCES = (
    _COMMON
    | _LOOSE
    | _INCIDENTS
    | _CASES
    | {"deploymentId", "leafProcessInstances", "processDefinitionKeyNotIn", "subProcessInstance"}
)
TASKS = (
    _COMMON
    | _LOOSE
    | {
        "activityInstanceIdIn",
        "assigneeIn",
        "assigneeNotIn",
        "caseDefinitionId",
        "caseDefinitionKey",
        "caseDefinitionName",
        "caseExecutionId",
        "caseInstanceBusinessKey",
        "caseInstanceId",
        "caseInstanceVariables",
        "createdOn",
        "delegationState",
        "description",
        "descriptionLike",
        "dueDate",
        "followUpBeforeOrNotExistent",
        "followUpDate",
        "nameNotEqual",
        "nameNotLike",
        "owner",
        "parentTaskId",
        "processDefinitionName",
        "processDefinitionNameLike",
        "processInstanceBusinessKeyIn",
        "taskDefinitionKeyLike",
        "taskDefinitionKeyNotIn",
        "taskVariables",
        "updatedAfter",
        "withCandidateGroups",
        "withCandidateUsers",
        "withoutCandidateGroups",
        "withoutCandidateUsers",
    }
)
EXTERNAL_TASKS = _COMMON | {
    "activityIdIn",
    "lockExpirationAfter",
    "lockExpirationBefore",
    "priorityHigherThanOrEquals",
    "priorityLowerThanOrEquals",
}
JOBS = _COMMON | {
    "createTimes",
    "dueDates",
    "exceptionMessage",
    "executable",
    "failedActivityId",
    "jobDefinitionId",
    "messages",
    "priorityHigherThanOrEquals",
    "priorityLowerThanOrEquals",
}
INCIDENTS = _TENANTS | {
    "causeIncidentId",
    "configuration",
    "executionId",
    "failedActivityId",
    "incidentMessage",
    "incidentMessageLike",
    "incidentTimestampAfter",
    "incidentTimestampBefore",
    "jobDefinitionIdIn",
    "rootCauseIncidentId",
}
HISTORIC_INSTANCES = (
    _COMMON
    | _LOOSE
    | _INCIDENTS
    | _CASES
    | {
        "activeActivityIdIn",
        "activityIdIn",
        "completed",
        "executedActivityAfter",
        "executedActivityBefore",
        "executedActivityIdIn",
        "executedJobAfter",
        "executedJobBefore",
        "externallyTerminated",
        "incidentIdIn",
        "incidentStatus",
        "internallyTerminated",
        "processDefinitionKeyNotIn",
        "processDefinitionName",
        "processDefinitionNameLike",
        "processInstanceBusinessKeyIn",
        "processInstanceIdNotIn",
        "subProcessInstanceId",
        "withRootIncidents",
        "withoutRootIncidents",
    }
)
HISTORIC_ACTIVITIES = _TENANTS | {"completeScope", "activityNameLike"}
HISTORIC_VARIABLES = _TENANTS | {
    "activityInstanceIdIn",
    "caseInstanceId",
    "executionIdIn",
    "includeDeleted",
    "processDefinitionId",
    "processDefinitionKey",
    "taskIdIn",
    "variableNameIn",
    "variableNamesIgnoreCase",
    "variableTypeIn",
    "variableValue",
    "variableValuesIgnoreCase",
}


def refuse(params: Params, missing: frozenset[str]) -> Params:
    """The same parameters. Raises InvalidRequestError when one asks for a filter that we do not have.

    Unset, null, false and empty ask for nothing; parameters that Camunda does not know either are passed over.
    """
    for name, value in params.values.items():
        asks = value not in (None, False, "", "false", [], ())
        if asks and (name in missing or name.endswith("Expression")):
            raise InvalidRequestError(reason=f"filtret {name} stöds inte")
    return params
