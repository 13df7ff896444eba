import type { HostDrivers } from '@skerry/agent';
import { defaultNetworkDriver, defaultStorageDriver, type InstanceKind } from '@skerry/domain';
import type { ComputeDriver, HostSettings } from '@skerry/driver-contract';
import { createFakeCompute } from '@skerry/driver-compute-fake';
import { createKvm, stopOwnLibvirtd } from '@skerry/driver-compute-kvm';
import { createMicrovm } from '@skerry/driver-compute-microvm';
import { createLxc } from '@skerry/driver-compute-lxc';
import { createBridgeNetwork } from '@skerry/driver-network-bridge';
import { createFakeNetwork } from '@skerry/driver-network-fake';
import { createFakeStorage } from '@skerry/driver-storage-fake';
import { createQcow2Storage } from '@skerry/driver-storage-qcow2';
import type { Log } from '@skerry/kit';

/** Every kind has its driver. */
interface AllDrivers extends HostDrivers {
  readonly compute: Readonly<Record<InstanceKind, ComputeDriver>>;
}

/** `refused`: networks that no guest reaches through this host, read whenever the rules are looked at. */
export function openDrivers(
  kind: 'real' | 'fake',
  settings: HostSettings,
  log: Log,
  refused: () => Promise<readonly string[]> = async () => [],
): AllDrivers {
  if (kind === 'fake') {
    return {
      compute: {
        vm: createFakeCompute({ kind: 'vm' }),
        container: createFakeCompute({ kind: 'container' }),
        microvm: createFakeCompute({ kind: 'microvm' }),
      },
      storage: { [defaultStorageDriver]: createFakeStorage({ trustAdoptedImages: true }) },
      network: { [defaultNetworkDriver]: createFakeNetwork() },
    };
  }
  return {
    compute: {
      vm: createKvm(settings, { log }),
      container: createLxc(settings, { log }),
      microvm: createMicrovm(settings, { log }),
    },
    storage: { qcow2: createQcow2Storage({ dataDirectory: settings.dataDirectory, log }) },
    network: { 'nat-bridge': createBridgeNetwork(settings, { log, refused }) },
  };
}

/** Stops what the drivers started for the whole host and no guest needs any more. */
export const releaseHost = (settings: HostSettings): Promise<void> => stopOwnLibvirtd(settings);
