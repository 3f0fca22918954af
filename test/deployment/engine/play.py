"""The play front end: the engine without HTTP. Requests, questions and answers are lines of JSON on standard input and output.

A request {"op", …} is answered by {"result"} or {"error"}. In between the engine asks {"call": "create" | "update" | "delete", …} for every resource, and
waits for the answer: {"physicalId", "attributes"} or {"error", "physicalId"?}.
"""

import asyncio
import html
import json
import logging
import marshal
import sys
from collections import defaultdict
from types import SimpleNamespace

import corrections
import ministack.services.cloudformation as cloudformation
from delegation import Handlers
from ministack.services.cloudformation import engine, handlers, helpers, provisioners, stacks

logging.disable(logging.CRITICAL)


STORES = (cloudformation._stacks, cloudformation._stack_events, cloudformation._exports, cloudformation._change_sets)
# The stacks of each world: accounts that know nothing of each other.
WORLDS = defaultdict(lambda: [{} for _ in STORES])


class Operation:
    """What is done at the moment; one at a time."""
    world = None
    fail_at = None


def ask(question):
    fail_at = Operation.fail_at or {}
    wanted = fail_at.get("on", "update") == ("delete" if question["call"] == "delete" else question["phase"])
    if wanted and fail_at.get("logicalId") == question["logicalId"]:
        return {"error": "The failure that the test asked for"}
    print(json.dumps({**question, "world": Operation.world}), flush=True)
    return json.loads(sys.stdin.readline())


METADATA = {"AWS::CDK::Metadata": {
    "create": lambda logical_id, properties, stack_name: (logical_id, {}),
    "update": lambda physical_id, old, new, stack_name: (physical_id, {}),
    "delete": lambda physical_id, properties: None,
}}
corrections.correct(provisioners._RESOURCE_HANDLERS)(Handlers(METADATA, lambda resource_type: resource_type not in METADATA, ask))
corrections.correct(stacks._runs_on_worker_thread)(lambda resource_type: False)
# Values of Parameter Store and secrets are not simulated: a reference stays as it is.
corrections.correct(engine._resolve_dynamic_reference)(lambda literal: literal)
engine._SSM_PARAMETER_VALUE_PREFIX = "nothing is looked up"

# Templates come as they would from the bucket of the CDK, where their limit is 1 MB.
corrections.correct(helpers._template_body_problem)(lambda body: None)

# Thousands of operations: no template here has a transform, and what the engine copies is plain data.
corrections.correct(engine._apply_transforms)(lambda template, *_: template)
stacks.copy = handlers.copy = SimpleNamespace(deepcopy=lambda value: marshal.loads(marshal.dumps(value)))


async def request(handler, **params):
    """A request to the API, and what it started; the message of what it refused."""
    status, _, body = handler({key: value if isinstance(value, list) else [value] for key, value in params.items()})
    if status >= 400:
        return html.unescape(body.decode().split("<Message>")[1].split("</Message>")[0])
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})
    return None


async def deploy(stack, template, disable_rollback, **_):
    body = json.dumps(template)
    existing = cloudformation._stacks.get(stack)
    if existing and existing["StackStatus"] == "ROLLBACK_COMPLETE":  # such a stack can only be deleted, which the CDK CLI does before it deploys
        await request(handlers._delete_stack, StackName=stack)
    update = existing and existing["StackStatus"] not in ("ROLLBACK_COMPLETE", "DELETE_COMPLETE")
    if update:
        changed = [logical_id for logical_id, resource in template["Resources"].items()
                   if existing["_template"]["Resources"].get(logical_id, resource)["Type"] != resource["Type"]]
        if changed:
            return f"Update of resource type is not permitted. The new template modifies resource type of the following resources: {changed}"
    handler = handlers._update_stack if update else handlers._create_stack
    refused = await request(handler, StackName=stack, TemplateBody=body, DisableRollback=str(disable_rollback), **{"Capabilities.member.1": "CAPABILITY_NAMED_IAM"})
    return None if refused == "No updates are to be performed." else refused


async def destroy(stack, retainResources=(), **_):
    return await request(handlers._delete_stack, StackName=stack, **members("RetainResources", retainResources))


async def continue_update_rollback(stack, resourcesToSkip=(), **_):
    return await request(handlers._continue_update_rollback, StackName=stack, **members("ResourcesToSkip", resourcesToSkip))


async def roll_back(stack, **_):
    return await request(handlers._rollback_stack, StackName=stack)


def members(name, values):
    return {f"{name}.member.{number}": value for number, value in enumerate(values, 1)}


OPERATIONS = {"deploy": deploy, "destroy": destroy, "continueUpdateRollback": continue_update_rollback, "rollBack": roll_back}


def operate(op, stack, options=None, **arguments):
    options = options or {}
    Operation.fail_at = options.get("failAt")
    seed = corrections.ORDER_SEED.set(options.get("orderSeed"))
    known = {stack_id: len(events) for stack_id, events in cloudformation._stack_events.items()}
    try:
        refused = asyncio.run(OPERATIONS[op](stack, disable_rollback=options.get("disableRollback", False), **arguments))
    finally:
        corrections.ORDER_SEED.reset(seed)
    if refused:
        return {"error": refused}
    record = cloudformation._stacks[stack]
    events = [event for stack_id, all_events in cloudformation._stack_events.items() for event in all_events[known.get(stack_id, 0):]]
    return {"result": {
        "status": record["StackStatus"],
        "events": [{"logicalId": event["LogicalResourceId"], "physicalId": event["PhysicalResourceId"], "type": event["ResourceType"],
                    "status": event["ResourceStatus"], "reason": event["ResourceStatusReason"]} for event in events],
        "outputs": {output["OutputKey"]: output["OutputValue"] for output in record["Outputs"]},
    }}


def resources(stack):
    record = cloudformation._stacks.get(stack)
    found = record["_resources"] if record and record["StackStatus"] != "DELETE_COMPLETE" else {}
    return {"result": [{"logicalId": logical_id, "type": one["ResourceType"], "physicalId": one["PhysicalResourceId"],
                        "properties": one["Properties"], "status": one["ResourceStatus"]} for logical_id, one in found.items()]}


def reset():
    cloudformation.reset()
    return {"result": None}


for line in sys.stdin:
    wanted = json.loads(line)
    op, Operation.world = wanted.pop("op"), wanted.pop("world")
    for store, records in zip(STORES, WORLDS[Operation.world]):
        store._data = records
    answer = resources(**wanted) if op == "resources" else reset() if op == "reset" else operate(op, **wanted)
    print(json.dumps(answer), flush=True)
