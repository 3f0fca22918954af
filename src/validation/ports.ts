/** A range of ports of one protocol, including both ends. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
  /** @default 'tcp' */
  readonly protocol?: 'tcp' | 'udp';
}
