import type { HostDrivers } from '@skerry/agent';
import type { HostSettings } from '@skerry/driver-contract';
import { createFakeCompute } from '@skerry/driver-compute-fake';
import { createKvm, stopOwnLibvirtd } from '@skerry/driver-compute-kvm';
import { createLxc } from '@skerry/driver-compute-lxc';
import { createBridgeNetwork } from '@skerry/driver-network-bridge';
import { createFakeNetwork } from '@skerry/driver-network-fake';
import { createFakeStorage } from '@skerry/driver-storage-fake';
import { createQcow2Storage } from '@skerry/driver-storage-qcow2';
import type { Log } from '@skerry/kit';

/** `refused`: networks that no guest reaches through this host, read whenever the rules are looked at. */
export function openDrivers(
  kind: 'real' | 'fake',
  settings: HostSettings,
  log: Log,
  refused: () => Promise<readonly string[]> = async () => [],
): HostDrivers {
  if (kind === 'fake') {
    return {
      compute: [createFakeCompute({ kind: 'vm' }), createFakeCompute({ kind: 'container' })],
      storage: createFakeStorage({ trustAdoptedImages: true }),
      network: createFakeNetwork(),
    };
  }
  return {
    compute: [createKvm(settings, { log }), createLxc(settings, { log })],
    storage: createQcow2Storage({ dataDirectory: settings.dataDirectory, log }),
    network: createBridgeNetwork(settings, { log, refused }),
  };
}

/** Stops what the drivers started for the whole host and no guest needs any more. */
export const releaseHost = (settings: HostSettings): Promise<void> => stopOwnLibvirtd(settings);
