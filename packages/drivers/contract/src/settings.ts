/** What every real driver is given. Several agents may share a kernel: the prefix keeps their names apart. */
export interface HostSettings {
  /** Absolute; everything the agent and its drivers keep lives below. Traversable by QEMU's user. */
  readonly dataDirectory: string;
  /** 1 to 4 lower-case letters or digits; starts every name in a namespace shared with others: domains, bridges, taps. */
  readonly namePrefix: string;
}
