"""Where the CloudFormation of ministack differs from the one of AWS, and no more: replacements of functions of the module, applied from outside.

Each states its source. test/deployment/engine.test.ts has a test that fails without it, life.test.ts that of change sets, import.test.ts that of imports. CFN = https://docs.aws.amazon.com/AWSCloudFormation/latest
"""

import contextvars
import heapq
import json
import pkgutil
import random
from importlib import import_module
from pathlib import Path

import ministack.services.cloudformation as cloudformation
from ministack.core.concurrency import run_reentrant
from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import changesets, engine, handlers, provisioners, stacks

STACK = "AWS::CloudFormation::Stack"
CLEANUP_ATTEMPTS = 3
# What the provider framework of the CDK answers for a creation that failed: it then ignores the Delete request.
CREATE_FAILED = "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED"

# What the engine does at the moment: update (also of a new stack), cleanup, rollback or delete.
PHASE = contextvars.ContextVar("phase", default=None)
# The deployment that is in its update phase.
DEPLOYMENT = contextvars.ContextVar("deployment", default=None)
# The stack whose resource is being deleted.
STACK_NAME = contextvars.ContextVar("stack_name", default=None)
# Seed of the order among resources that the template leaves open; None is the order of the module, by name.
ORDER_SEED = contextvars.ContextVar("order_seed", default=None)

MODULES = [cloudformation] + [import_module(f"{cloudformation.__name__}.{found.name}") for found in pkgutil.iter_modules(cloudformation.__path__)]


def correct(original):
    """Decorates what replaces a function or table in every module that uses it; the replacement finds the original as `original`."""
    def replace(replacement):
        replacement.original = original
        for names in [vars(module) for module in MODULES] + [handlers._ACTION_HANDLERS]:
            names.update({name: replacement for name, value in names.items() if value is original})
        return replacement
    return replace


# --- Order ---------------------------------------------------------------------------------------------------------------------------------------

@correct(engine._topological_sort)
def topological_sort(resources, conditions):
    """CloudFormation works in parallel, so any order that respects references and DependsOn is possible.
    CFN/TemplateReference/aws-attribute-dependson.html"""
    seed = ORDER_SEED.get()
    if seed is None:
        return topological_sort.original(resources, conditions)
    active = [name for name, resource in resources.items() if conditions.get(resource.get("Condition"), True)]
    needs = {name: engine._extract_deps(resources[name], set(active)) - {name} for name in active}
    needed_by = {name: [other for other in active if name in needs[other]] for name in active}
    chance = random.Random(seed)
    rank = {name: chance.random() for name in sorted(active)}
    ready = [(rank[name], name) for name in active if not needs[name]]
    heapq.heapify(ready)
    ordered = []
    while ready:
        name = heapq.heappop(ready)[1]
        ordered.append(name)
        for other in needed_by[name]:
            needs[other].discard(name)
            if not needs[other]:
                heapq.heappush(ready, (rank[other], other))
    return ordered if len(ordered) == len(active) else topological_sort.original(resources, conditions)  # which names the circle


# --- Templates -----------------------------------------------------------------------------------------------------------------------------------

def pseudo_parameters(stack_name="", stack_id=""):
    values = {"AWS::AccountId": get_account_id(), "AWS::Region": get_region(), "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
              "AWS::StackName": stack_name, "AWS::StackId": stack_id, "AWS::NoValue": "", "AWS::NotificationARNs": ""}
    return {name: {"Value": value, "NoEcho": False, "Type": "String"} for name, value in values.items()}


@correct(engine._evaluate_conditions)
def evaluate_conditions(template, params):
    """Conditions may refer to pseudo parameters. CFN/TemplateReference/pseudo-parameter-reference.html"""
    return evaluate_conditions.original(template, {**pseudo_parameters(), **params})


@correct(engine.validate_template_support)
def validate_template(template, conditions, params=None):
    """A reference to something that the template does not have fails before anything happens.
    https://repost.aws/knowledge-center/cloudformation-template-validation"""
    validate_template.original(template, conditions, params)
    known = {*template.get("Resources", {}), *template.get("Parameters", {}), *pseudo_parameters()}
    for section in ("Resources", "Outputs"):
        used = {name for part in template.get(section, {}).values() for name, _ in engine._intrinsic_references(part)}
        used |= {name for part in template.get(section, {}).values() for name in listed(part.get("DependsOn"))}
        if used - known:
            raise ValueError(f"Template format error: Unresolved resource dependencies [{', '.join(sorted(used - known))}] "
                             f"in the {section} block of the template")


def listed(value):
    return value if isinstance(value, list) else [value] if value else []


# --- Replacement ---------------------------------------------------------------------------------------------------------------------------------

# Properties whose change replaces, as paths, for types of which the module has no table: createOnlyProperties of the schemas, and what the resource
# reference adds. Written by replacing_properties.py.
REPLACING = {
    resource_type: [path.split("/") for path in paths]
    for resource_type, paths in json.loads(Path(__file__).with_name("replacing-properties.json").read_text()).items()
    if resource_type not in provisioners._REPLACING_PROPERTIES
}


def value_at(properties, path):
    for step in path:
        properties = properties.get(step) if isinstance(properties, dict) else None
    return properties


@correct(provisioners._property_recreation)
def property_recreation(resource_type, name):
    """CFN/UserGuide/using-cfn-updating-stacks-update-behaviors.html"""
    if resource_type not in REPLACING:
        return property_recreation.original(resource_type, name)
    replacing = [len(path) for path in REPLACING[resource_type] if path[0] == name]
    return "Always" if 1 in replacing else "Conditionally" if replacing else "Never"


@correct(provisioners._replacing_change)
def replacing_change(resource_type, old, new):
    """The same for properties of properties."""
    nested = (path for path in REPLACING.get(resource_type, ()) if len(path) > 1)
    return old != new and (any(value_at(old, path) != value_at(new, path) for path in nested) or replacing_change.original(resource_type, old, new))


@correct(changesets._create_change_set)
def create_change_set(params):
    """A change set of outputs alone has no changes, and can be executed: the CDK exports what a later stack begins to use.
    https://github.com/aws/aws-cdk/pull/2029; life.test.ts fails without it."""
    answer = create_change_set.original(params)
    stack = handlers._resolve_stack(changesets._p(params, "StackName"))
    _, change_set = changesets._find_change_set(changesets._p(params, "ChangeSetName"), stack["StackName"]) if stack else (None, None)
    if change_set and change_set["Status"] == "FAILED" and change_set["_template"].get("Outputs") != stack["_template"].get("Outputs"):
        change_set.update(Status="CREATE_COMPLETE", ExecutionStatus="AVAILABLE", StatusReason="")
    return answer


# CloudFormation tags what it creates. CFN/UserGuide/cfn-console-add-tags.html
for tagged in ("FileSystem", "Volume", "StorageVirtualMachine", "DataRepositoryAssociation"):
    provisioners._STACK_TAG_PROPERTY[f"AWS::FSx::{tagged}"] = ("Tags", "list")


# --- Update phase --------------------------------------------------------------------------------------------------------------------------------

class Deployment:
    """A create or update operation in its update phase."""

    def __init__(self, stack_id):
        self.stack_id = stack_id
        self.started = None       # the first event of a resource, until the engine does something with it
        self.is_new = False       # the resource at work is new
        self.doomed = []          # what the cleanup phase comes to
        self.failed_creation = None


@correct(stacks._add_event)
def add_event(stack_id, stack_name, logical_id, resource_type, status, reason="", physical_id="", detailed_status=""):
    """A resource that an update does not change has no events, and one that it creates has those of a creation.
    CFN/UserGuide/using-cfn-updating-stacks-monitor-stack.html"""
    event = [stack_id, stack_name, logical_id, resource_type, status, reason, physical_id, detailed_status]
    deployment = DEPLOYMENT.get()
    if deployment is None or logical_id == stack_name:
        return add_event.original(*event)
    if status == "DELETE_SKIPPED":
        deployment.doomed.append(doomed(logical_id, resource_type, physical_id, retain=True))
    elif status == "UPDATE_IN_PROGRESS" and not reason:
        deployment.started, deployment.is_new = event, False
    elif status == "UPDATE_COMPLETE" and deployment.started:
        deployment.started = None
    else:
        acts_on_resource(deployment)
        if deployment.is_new:
            event[4] = status.replace("UPDATE", "CREATE")
        add_event.original(*event)


def acts_on_resource(deployment, is_new=False):
    started, deployment.started = deployment.started, None
    if started:
        deployment.is_new = is_new
        if is_new:
            started[4] = "CREATE_IN_PROGRESS"
        add_event.original(*started)


@correct(provisioners._update_resource)
def update_resource(resource_type, physical_id, old, new, *rest):
    if DEPLOYMENT.get() and old != new:
        acts_on_resource(DEPLOYMENT.get())
    return update_resource.original(resource_type, physical_id, old, new, *rest)


@correct(provisioners._provision_resource)
def provision_resource(resource_type, logical_id, properties, stack_name):
    """A custom resource whose creation failed gets a Delete request in the rollback, with the physical id that it answered.
    CFN/TemplateReference/crpg-ref-responses.html"""
    deployment = DEPLOYMENT.get()
    if deployment:
        acts_on_resource(deployment, is_new=True)
    try:
        return provision_resource.original(resource_type, logical_id, properties, stack_name)
    except Exception as failure:
        if deployment and is_custom(resource_type):
            physical_id = getattr(failure, "physical_id", None) or CREATE_FAILED
            deployment.failed_creation = doomed(logical_id, resource_type, physical_id, properties)
        raise


def is_custom(resource_type):
    return resource_type.startswith("Custom::") or resource_type == "AWS::CloudFormation::CustomResource"


def doomed(logical_id, resource_type, physical_id, properties=None, retain=False):
    return {"LogicalResourceId": logical_id, "ResourceType": resource_type, "PhysicalResourceId": physical_id,
            "Properties": properties or {}, "Retain": retain}


@correct(stacks._deploy_stack_async)
async def deploy(stack_name, stack_id, template, param_values, disable_rollback, tags, is_update=False, previous_stack=None, **options):
    """The update phase changes and creates; what was replaced or removed goes in the cleanup phase, dependents first.
    CFN/UserGuide/view-stack-events.html (UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)"""
    deployment = Deployment(stack_id)
    reset = DEPLOYMENT.set(deployment), PHASE.set("update")
    try:
        await deploy.original(stack_name, stack_id, template, param_values, disable_rollback, tags, is_update, previous_stack, **options)
    finally:
        DEPLOYMENT.reset(reset[0])
        PHASE.reset(reset[1])
    stack = cloudformation._stacks[stack_name]
    if stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        forget_exports(stack)
    if stack["StackStatus"] == "UPDATE_COMPLETE":
        cloudformation._stack_events[stack_id].pop()  # not complete yet
        await clean_up(stack, "UPDATE_COMPLETE", dependents_first(deployment.doomed, previous_stack))


def dependents_first(leaving, previous_stack):
    if len(leaving) < 2:
        return leaving
    order = topological_sort(previous_stack["_template"].get("Resources", {}), previous_stack["_conditions"])
    return sorted(leaving, key=lambda one: order.index(one["LogicalResourceId"]), reverse=True)


@correct(provisioners._delete_resource)
def delete_resource(resource_type, physical_id, properties, stack_name=None, logical_id=None):
    deployment = DEPLOYMENT.get()
    if deployment:
        deployment.doomed.append(doomed(logical_id, resource_type, physical_id, properties))
    else:
        STACK_NAME.set(stack_name)
        delete_resource.original(resource_type, physical_id, properties, stack_name, logical_id)


# --- Exports -------------------------------------------------------------------------------------------------------------------------------------

@correct(stacks._resolve_stack_outputs)
def resolve_outputs(definitions, conditions, resources, params, mappings, stack_name, stack_id):
    """An export that another stack imports cannot be removed or changed, and its name is unique in account and Region.
    CFN/UserGuide/using-cfn-stack-exports.html"""
    outputs, exports = resolve_outputs.original(definitions, conditions, resources, params, mappings, stack_name, stack_id)
    for name, export in cloudformation._exports.items():
        if export["StackId"] != stack_id and name in exports:
            raise ValueError(f"Export with name {name} is already exported by stack {export['StackId'].split('/')[1]}. Rename the export.")
        if export["StackId"] == stack_id and exports.get(name, {}).get("Value") != export["Value"]:
            users = [other for other, stack in cloudformation._stacks.items()
                     if other != stack_name and not stack["StackStatus"].startswith("DELETE_COMPLETE")
                     and name in handlers._imported_export_names(stack, other)]
            if users:
                raise ValueError(f"Cannot {'update' if name in exports else 'delete'} export {name} as it is in use by {', '.join(users)}.")
    return outputs, exports


@correct(stacks._fail_property_validation)
def fail_before_resources(stack, stack_id, stack_name, resources, ordered, params, conditions, mappings, disable_rollback, previous_stack=None):
    """A missing export stops the operation before its first resource. The events of https://github.com/widdix/aws-s3-virusscan/issues/39"""
    imported = handlers._imported_export_names({**stack, "_template": {"Resources": resources, "Mappings": mappings}}, stack_name)
    missing = sorted(imported - set(cloudformation._exports))
    if not missing:
        return fail_before_resources.original(
            stack, stack_id, stack_name, resources, ordered, params, conditions, mappings, disable_rollback, previous_stack=previous_stack)
    rollback = "ROLLBACK" if previous_stack is None else "UPDATE_ROLLBACK"
    add_event(stack_id, stack_name, stack_name, STACK, f"{rollback}_IN_PROGRESS",
              f"No export named {missing[0]} found. Rollback requested by user.", physical_id=stack_id)
    stack.update({key: previous_stack[key] for key in OF_A_TEMPLATE if previous_stack and key in previous_stack})
    stack["StackStatus"] = f"{rollback}_COMPLETE"
    add_event(stack_id, stack_name, stack_name, STACK, stack["StackStatus"], physical_id=stack_id)
    return True


OF_A_TEMPLATE = ("_template", "_resolved_params", "_template_body", "_conditions", "Parameters", "Tags", "Outputs")


def forget_exports(stack):
    current = {output.get("ExportName") for output in stack["Outputs"]}
    for name in [name for name, export in cloudformation._exports.items() if export["StackId"] == stack["StackId"] and name not in current]:
        cloudformation._exports.pop(name)


# --- Import --------------------------------------------------------------------------------------------------------------------------------------

# The primary identifiers of the resource schemas, which cdk import fills in. CFN/UserGuide/import-resources-manually.html
IDENTIFIERS = {"AWS::FSx::FileSystem": "Id"}
changesets._IMPORT_LOOKUPS.update({resource_type: ((name,), lambda value: None) for resource_type, name in IDENTIFIERS.items()})


@correct(handlers._get_template_summary)
def get_template_summary(params):
    """The answer names the identifiers of the resources that can be imported. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplateSummary.html"""
    status, headers, body = get_template_summary.original(params)
    text, _ = handlers._resolve_template(params)
    resources = engine._parse_template(text)["Resources"] if status == 200 and text else {}
    members = "".join(
        f"<member><ResourceType>{one['Type']}</ResourceType><LogicalResourceIds><member>{logical_id}</member></LogicalResourceIds>"
        f"<ResourceIdentifiers><member>{IDENTIFIERS[one['Type']]}</member></ResourceIdentifiers></member>"
        for logical_id, one in resources.items() if one["Type"] in IDENTIFIERS)
    end = b"</GetTemplateSummaryResult>"
    return status, headers, body.replace(end, f"<ResourceIdentifierSummaries>{members}</ResourceIdentifierSummaries>".encode() + end)


# --- Cleanup and rollback ------------------------------------------------------------------------------------------------------------------------

async def clean_up(stack, final_status, leaving):
    """CloudFormation tries to delete three times what an update replaced or removed; then the resource leaves the stack, and the update completes.
    CFN/UserGuide/troubleshooting.html (Resource removed from stack but not deleted); https://github.com/aws/aws-cdk-cli/pull/1576"""
    name, stack_id = stack["StackName"], stack["StackId"]
    stack["StackStatus"] = f"{final_status}_CLEANUP_IN_PROGRESS"
    add_event(stack_id, name, name, STACK, stack["StackStatus"], physical_id=stack_id)
    for one in leaving:
        if one["Retain"]:
            skip(stack, one)
    pending = [one for one in leaving if not one["Retain"]]
    for _ in range(CLEANUP_ATTEMPTS):
        pending = [one for one in pending if not await deletes(stack, one, "cleanup")]
    stack["StackStatus"] = final_status
    reason = f"{'Update' if final_status == 'UPDATE_COMPLETE' else 'Rollback'} successful. One or more resources could not be deleted."
    add_event(stack_id, name, name, STACK, final_status, reason if pending else "", stack_id)


async def deletes(stack, one, phase):
    """Deletes a resource, with events; whether it is gone."""
    event = stack["StackId"], stack["StackName"], one["LogicalResourceId"], one["ResourceType"]
    arguments = one["ResourceType"], one["PhysicalResourceId"], one["Properties"], stack["StackName"], one["LogicalResourceId"]
    add_event(*event, "DELETE_IN_PROGRESS", physical_id=one["PhysicalResourceId"])
    reset = PHASE.set(phase)
    try:
        if stacks._runs_on_worker_thread(one["ResourceType"]):
            await run_reentrant(provisioners._delete_resource, *arguments)
        else:
            provisioners._delete_resource(*arguments)
    except Exception as failure:
        add_event(*event, "DELETE_FAILED", str(failure), one["PhysicalResourceId"])
        return False
    finally:
        PHASE.reset(reset)
    add_event(*event, "DELETE_COMPLETE", physical_id=one["PhysicalResourceId"])
    return True


def skip(stack, one):
    add_event(stack["StackId"], stack["StackName"], one["LogicalResourceId"], one["ResourceType"], "DELETE_SKIPPED", physical_id=one["PhysicalResourceId"])


@correct(stacks._failed_operation)
def failed_operation(*arguments):
    return {**failed_operation.original(*arguments), "failed_creation": DEPLOYMENT.get().failed_creation}


@correct(stacks._roll_back_operation)
async def roll_back(stack_name, stack_id, stack, operation, reason_override=""):
    """What was changed goes back; then, in the cleanup phase, what is new is deleted. CFN/UserGuide/view-stack-events.html

    A new stack keeps what has DeletionPolicy Retain and deletes what has RetainExceptOnCreate (CFN/TemplateReference/aws-attribute-deletionpolicy.html).
    The copy that was to replace a resource stays with UpdateReplacePolicy Retain: measured on AWS, https://github.com/go-to-k/cdkd/pull/2634.
    """
    reset = DEPLOYMENT.set(None), PHASE.set("rollback")
    try:
        previous = operation["previous_stack"] if operation["is_update"] else None
        before = previous["_resources"] if previous else {}
        begin_rollback(stack, operation, reason_override)
        new, stuck = [], {}
        for logical_id in operation["created"]:
            now, old = stack["_resources"][logical_id], before.get(logical_id)
            if old and old["PhysicalResourceId"] == now["PhysicalResourceId"] and logical_id not in operation["replaced_ids"]:
                change = change_of(stack, operation, logical_id, now, old)
                if change["RevertFrom"] != change["RevertTo"] and not await goes_back(stack, logical_id, change, old):
                    stuck[logical_id] = change
            else:
                policy = policy_of(stack, operation, logical_id, "UpdateReplacePolicy" if old else "DeletionPolicy")
                retain = policy == "Retain" and not operation["retain_except_on_create"]
                new.append(doomed(logical_id, now["ResourceType"], now["PhysicalResourceId"], now["Properties"], retain))
        if operation["failed_update"]:
            logical_id, resource_type, physical_id, applied, old_properties, attributes = operation["failed_update"]
            change = {"ResourceType": resource_type, "PhysicalResourceId": physical_id, "RevertFrom": applied, "RevertTo": old_properties, "Attributes": attributes}
            if applied is None or not stacks._sends_back_failed_update(resource_type):
                add_event(stack_id, stack_name, logical_id, resource_type, "UPDATE_COMPLETE", physical_id=physical_id)
            elif not await goes_back(stack, logical_id, change, before[logical_id]):
                stuck[logical_id] = change
        if operation["failed_creation"]:
            new.append(operation["failed_creation"])
        new.reverse()
        if previous:
            stack.update(previous)
            await end_update_rollback(stack, stuck, new)
        else:
            await end_creation(stack, new)
    finally:
        DEPLOYMENT.reset(reset[0])
        PHASE.reset(reset[1])


def begin_rollback(stack, operation, reason_override):
    stack.pop("_failed_operation", None)
    stack["StackStatus"] = "UPDATE_ROLLBACK_IN_PROGRESS" if operation["is_update"] else "ROLLBACK_IN_PROGRESS"
    verb = "update" if operation["failed_update"] else "create"
    failed = operation["failed_logical_id"]
    reason = reason_override or (f"The following resource(s) failed to {verb}: [{failed}]. " if failed else "Rollback requested")
    add_event(stack["StackId"], stack["StackName"], stack["StackName"], STACK, stack["StackStatus"], reason, stack["StackId"])


def policy_of(stack, operation, logical_id, attribute):
    template, params = operation["template"], operation["param_values"]
    return stacks._resource_policy(template["Resources"][logical_id], attribute, stack["_resources"], params, evaluate_conditions(template, params),
                                   template.get("Mappings", {}), stack["StackName"], stack["StackId"])


def change_of(stack, operation, logical_id, now, old):
    def tagged(one, tags):
        return stacks._with_stack_tags(one["ResourceType"], one["Properties"], tags, stack["StackName"], stack["StackId"], logical_id)
    return {"ResourceType": now["ResourceType"], "PhysicalResourceId": now["PhysicalResourceId"], "Attributes": now["Attributes"],
            "RevertFrom": tagged(now, operation["stack_tags"]), "RevertTo": tagged(old, operation["previous_tags"])}


async def goes_back(stack, logical_id, change, record):
    try:
        await stacks._revert_update(stack["StackId"], stack["StackName"], logical_id, change["ResourceType"], change["PhysicalResourceId"],
                                    change["RevertFrom"], change["RevertTo"], change["Attributes"], record)
        return True
    except Exception:
        return False


async def end_update_rollback(stack, stuck, new):
    """A change that cannot go back stops the rollback before its cleanup; what is new stays until the rollback continues.
    CFN/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html"""
    if not stuck:
        stack.pop("_rollback_failed", None)
        return await clean_up(stack, "UPDATE_ROLLBACK_COMPLETE", new)
    stack["_rollback_failed"], stack["_rollback_cleanup"] = stuck, new
    fails(stack, "UPDATE_ROLLBACK_FAILED", stacks._rollback_failure_reason(stuck))


async def end_creation(stack, new):
    stuck = {}
    for one in new:
        logical_id = one["LogicalResourceId"]
        if one["Retain"]:
            skip(stack, one)
        elif not await deletes(stack, one, "rollback"):
            stuck[logical_id] = one
            stack["_resources"][logical_id] = {**one, "ResourceStatus": "DELETE_FAILED", "Attributes": {}}  # a deletion of the stack tries again
            continue
        stack["_resources"].pop(logical_id, None)
    if stuck:
        return fails(stack, "ROLLBACK_FAILED", stacks._rollback_failure_reason(stuck))
    stack["StackStatus"] = "ROLLBACK_COMPLETE"
    add_event(stack["StackId"], stack["StackName"], stack["StackName"], STACK, "ROLLBACK_COMPLETE", physical_id=stack["StackId"])


def fails(stack, status, reason):
    stack["StackStatus"], stack["StackStatusReason"] = status, reason
    add_event(stack["StackId"], stack["StackName"], stack["StackName"], STACK, status, reason, stack["StackId"])


@correct(stacks._continue_update_rollback_async)
async def continue_update_rollback(stack_name, stack_id, resources_to_skip):
    """A resource that is skipped is taken for updated, and stays as it is; then comes the cleanup. Source: as for end_update_rollback."""
    stack = cloudformation._stacks[stack_name]
    stack["StackStatus"] = "UPDATE_ROLLBACK_IN_PROGRESS"
    add_event(stack_id, stack_name, stack_name, STACK, stack["StackStatus"], "User Initiated", stack_id)
    stuck = {}
    reset = PHASE.set("rollback")
    try:
        for logical_id, change in stack["_rollback_failed"].items():
            if logical_id in resources_to_skip:
                add_event(stack_id, stack_name, logical_id, change["ResourceType"], "UPDATE_COMPLETE", "Resource rollback skipped by user", change["PhysicalResourceId"])
            elif not await goes_back(stack, logical_id, change, stack["_resources"][logical_id]):
                stuck[logical_id] = change
        await end_update_rollback(stack, stuck, stack.pop("_rollback_cleanup"))
    finally:
        PHASE.reset(reset)


@correct(stacks._delete_stack_async)
async def delete_stack(stack_name, stack_id, retain_resources=(), force=False):
    """Also deletes what a rollback that failed did not come to. CFN/UserGuide/cfn-console-delete-stack.html"""
    reset = PHASE.set("delete")
    try:
        stack = cloudformation._stacks[stack_name]
        for one in stack.pop("_rollback_cleanup", []):
            if not one["Retain"]:
                await deletes(stack, one, "delete")
        await delete_stack.original(stack_name, stack_id, retain_resources, force)
    finally:
        PHASE.reset(reset)
