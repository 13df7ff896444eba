import type { HostNetwork } from '@skerry/driver-contract';
import { readdir } from 'node:fs/promises';
import { bridgeName, instanceOfInterface } from './names.ts';

/** Interfaces on our bridges that are no guest's, as sentences: the rules drop what they send to guests, and nobody knows why. */
export async function foreignInterfaces(
  prefix: string,
  networks: readonly HostNetwork[],
  sysNet = '/sys/class/net',
): Promise<string[]> {
  const found = networks.map(async ({ networkId, name }) => {
    const bridge = bridgeName(prefix, networkId);
    const members = await readdir(`${sysNet}/${bridge}/brif`).catch((error: NodeJS.ErrnoException) => {
      // The bridge is gone, or is none.
      if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
      return [];
    });
    return members
      .filter((member) => instanceOfInterface(prefix, member) === undefined)
      .sort()
      .map(
        (member) =>
          `The interface ${member} on the bridge ${bridge} of network "${name}" is no guest's: what passes between it and guests is dropped. If it was not meant to be there, take it off: ip link set ${member} nomaster`,
      );
  });
  return (await Promise.all(found)).flat();
}
