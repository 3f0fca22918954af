import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { PortRange } from '../validation/ports';

/**
 * The connections of a file system, whose protocol has several ranges of ports.
 *
 * A `Port` holds one range only, so this has no `defaultPort`: it is asked for from the side of the file system.
 */
export class FileSystemConnections extends ec2.Connections {
  constructor(
    props: ec2.ConnectionsProps,
    private readonly ports: readonly PortRange[],
    private readonly purpose: string,
    private readonly callbacks: boolean,
  ) {
    super(props);
  }

  /** Lets a client in on every port, and the file system back to it where the protocol calls back. */
  public allowDefaultPortFrom(other: ec2.IConnectable, description = `${this.purpose} client`) {
    for (const { from, to, protocol } of this.ports) {
      const port = protocol === 'udp' ? ec2.Port.udpRange(from, to) : ec2.Port.tcpRange(from, to);
      this.allowFrom(other, port, description);
      if (this.callbacks) {
        this.allowTo(other, port, description);
      }
    }
  }

  public allowDefaultPortTo(other: ec2.IConnectable, description?: string) {
    this.allowDefaultPortFrom(other, description);
  }
}
