"""Resource types whose operations are decided elsewhere: handlers that ask for each of them."""

import corrections
from ministack.services.cloudformation import custom_resource


class Failure(Exception):
    def __init__(self, message, physical_id=None):
        super().__init__(message)
        self.physical_id = physical_id


class Handlers(dict):
    """Handlers of the module, but for the types that are delegated: `ask(question)` answers {"physicalId", "attributes"} or {"error", "physicalId"?}."""

    def __init__(self, native, is_delegated, ask):
        super().__init__({resource_type: handler for resource_type, handler in native.items() if not is_delegated(resource_type)})
        self.is_delegated = is_delegated
        self.ask = ask

    def get(self, resource_type, default=None):
        if not self.is_delegated(resource_type):
            return super().get(resource_type, default)
        if not super().__contains__(resource_type):
            self[resource_type] = self.delegating(resource_type)
        return self[resource_type]

    def __contains__(self, resource_type):
        return self.is_delegated(resource_type) or super().__contains__(resource_type)

    def question(self, call, resource_type, logical_id, properties, **more):
        answer = self.ask({"call": call, "type": resource_type, "logicalId": logical_id, "phase": corrections.PHASE.get(),
                           "properties": as_sent(resource_type, properties), **more})
        if "error" in answer:
            raise Failure(answer["error"], answer.get("physicalId"))
        return answer.get("physicalId"), answer.get("attributes", {})

    def delegating(self, resource_type):
        def create(logical_id, properties, stack_name):
            return self.question("create", resource_type, logical_id, properties, stack=stack_name)

        def update(physical_id, old, new, stack_name, logical_id):
            return self.question("update", resource_type, logical_id, new, stack=stack_name, physicalId=physical_id, oldProperties=as_sent(resource_type, old))

        def delete(physical_id, properties, logical_id):
            self.question("delete", resource_type, logical_id, properties, stack=corrections.STACK_NAME.get(), physicalId=physical_id)

        def adopt(identifier):
            return self.question("adopt", resource_type, None, identifier, physicalId=next(iter(identifier.values())))

        return {"import": adopt, "create": create, "update": update, "update_with_logical_id": True, "delete": delete, "delete_with_logical_id": True}


def as_sent(resource_type, properties):
    """A custom resource gets every scalar as a string."""
    return custom_resource._normalise_resource_properties(properties) if corrections.is_custom(resource_type) else properties
