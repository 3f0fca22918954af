import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export function namespace(scope: Construct, id: string, name: string): ApiObject {
  return new ApiObject(scope, id, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}
