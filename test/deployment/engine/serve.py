"""The serve front end: ministack over HTTP on the loopback interface, for the real CDK CLI.

FSx, EKS and the network of EC2 are delegated to the simulated account, whose URL is in DEPLOYMENT_ACCOUNT; it also hears of every other resource. The rest is
ministack's own, and custom resources are the CDK's functions, which ministack runs as local processes.
"""

import json
import os
import urllib.request

import corrections
from delegation import Handlers
from ministack.services.cloudformation import provisioners, stacks

DELEGATED = ("AWS::EC2::", "AWS::EKS::", "AWS::FSx::")


def is_delegated(resource_type):
    return resource_type.startswith(DELEGATED)


def ask(question):
    request = urllib.request.Request(os.environ["DEPLOYMENT_ACCOUNT"], json.dumps(question).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def tell(call, resource_type, physical_id, properties, stack_name, logical_id):
    if not is_delegated(resource_type):
        ask({"call": call, "type": resource_type, "physicalId": physical_id, "properties": properties, "stack": stack_name, "logicalId": logical_id})


corrections.correct(provisioners._RESOURCE_HANDLERS)(Handlers(provisioners._RESOURCE_HANDLERS, is_delegated, ask))


@corrections.correct(stacks._runs_on_worker_thread)
def runs_on_worker_thread(resource_type):
    return is_delegated(resource_type) or runs_on_worker_thread.original(resource_type)


@corrections.correct(provisioners._provision_resource)
def provision_resource(resource_type, logical_id, properties, stack_name):
    created = provision_resource.original(resource_type, logical_id, properties, stack_name)
    tell("put", resource_type, created[0], properties, stack_name, logical_id)
    return created


@corrections.correct(provisioners._update_resource)
def update_resource(resource_type, physical_id, old, new, stack_name, logical_id=None, old_attributes=None):
    updated = update_resource.original(resource_type, physical_id, old, new, stack_name, logical_id, old_attributes)
    if old != new:
        tell("put", resource_type, updated[0], new, stack_name, logical_id)
    return updated


@corrections.correct(provisioners._delete_resource)
def delete_resource(resource_type, physical_id, properties, stack_name=None, logical_id=None):
    delete_resource.original(resource_type, physical_id, properties, stack_name, logical_id)
    if corrections.DEPLOYMENT.get() is None:  # else it waits for the cleanup phase
        tell("removed", resource_type, physical_id, properties, stack_name, logical_id)


if __name__ == "__main__":
    from ministack.app import main
    main()
