import { existsSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ControlPlane } from './control-plane';
import { FsxServer } from './fsx-server';
import { TOOLS, until } from './tools';
import { REGION } from './values';

/** The driver's controller with its provisioner and resizer, as the add-on runs them; credentials come as EKS Pod Identity hands them out. */
export async function startDriver(plane: ControlPlane, fsx: FsxServer, processes = plane.processes): Promise<void> {
  const socket = join(plane.folder, 'csi.sock');
  const token = join(plane.folder, 'pod-identity-token');
  writeFileSync(token, 'token'); // a line end would not be a legal header
  processes.start('driver', join(TOOLS, 'aws-fsx-csi-driver'), ['--mode=controller', `--endpoint=unix://${socket}`, '--logtostderr', '--v=4'], {
    AWS_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_FSX: fsx.url,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${fsx.url}/v1/credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: token,
  });
  await until('the driver', 30, async () => existsSync(socket)).catch(error => {
    throw new Error(`${error.message}\n${processes.tail('driver')}`);
  });
  const common = [`--kubeconfig=${plane.kubeconfig}`, `--csi-address=${socket}`, '--leader-election=false', '--retry-interval-start=1s', '--retry-interval-max=3s', '--v=4'];
  processes.start('provisioner', join(TOOLS, 'csi-provisioner'), [...common, '--timeout=5m', '--extra-create-metadata', '--worker-threads=50']);
  processes.start('resizer', join(TOOLS, 'csi-resizer'), [...common, '--timeout=5m', '--handle-volume-inuse-error=false', '--workers=50']);
}

/** Keys that the driver reads of a StorageClass (`volumeParams`) or of a volume's attributes (`volumeContext`), out of its own source: it ignores any other silently. */
export function keysOfDriver(prefix: 'volumeParams' | 'volumeContext'): string[] {
  const source = readFileSync(join(TOOLS, 'driver-controller.go.txt'), 'utf8');
  return [...source.matchAll(new RegExp(`^\\t${prefix}\\w+ += "(\\w+)"$`, 'gm'))].map(([, key]) => key);
}
