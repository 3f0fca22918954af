/** Ports of one protocol, from and to included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
  /** @default 'tcp' */
  readonly protocol?: 'tcp' | 'udp';
}
