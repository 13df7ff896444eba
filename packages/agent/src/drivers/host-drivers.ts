import type { ComputeDriver, NetworkDriver, StorageDriver } from '@skerry/driver-contract';
import { defaultNetworkDriver, defaultStorageDriver, type InstanceKind } from '@skerry/domain';
import { agentError } from '../errors.ts';

/** What an agent drives: guests by their kind, disks and networks by the name of the driver that they are given. */
export interface HostDrivers {
  readonly compute: Readonly<Partial<Record<InstanceKind, ComputeDriver>>>;
  readonly storage: Readonly<Record<string, StorageDriver>>;
  readonly network: Readonly<Record<string, NetworkDriver>>;
}

export const computeDrivers = ({ compute }: Pick<HostDrivers, 'compute'>): ComputeDriver[] => Object.values(compute);

export function computeFor({ compute }: HostDrivers, kind: InstanceKind): ComputeDriver {
  return compute[kind] ?? missing('runtime-unavailable', `This host has no driver for instances of kind ${kind}.`, []);
}

export const storageFor = ({ storage }: Pick<HostDrivers, 'storage'>, name: string = defaultStorageDriver) =>
  named(storage, name) ??
  missing('driver-missing', `This host has no driver "${name}" for disks.`, Object.keys(storage));

export const networkFor = ({ network }: Pick<HostDrivers, 'network'>, name: string = defaultNetworkDriver) =>
  named(network, name) ??
  missing('driver-missing', `This host has no driver "${name}" for networks.`, Object.keys(network));

const named = <Driver>(drivers: Readonly<Record<string, Driver>>, name: string): Driver | undefined =>
  Object.hasOwn(drivers, name) ? drivers[name] : undefined;

function missing(code: 'runtime-unavailable' | 'driver-missing', message: string, there: readonly string[]): never {
  const instead = there.length === 0 ? '' : ` It has: ${there.join(', ')}.`;
  const hint = `Start the agent with such a driver, or delete the instance and create it on another host.${instead}`;
  throw agentError(code, message, { hint });
}
