import type { ComputeDriver, NetworkDriver, StorageDriver } from '@skerry/driver-contract';
import type { InstanceKind } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import { join } from 'node:path';

/** What an agent drives. */
export interface HostDrivers {
  readonly compute: readonly ComputeDriver[];
  readonly storage: StorageDriver;
  readonly network: NetworkDriver;
}

export function computeFor(drivers: HostDrivers, kind: InstanceKind): ComputeDriver {
  const driver = drivers.compute.find((d) => d.kind === kind);
  if (driver) return driver;
  throw new SkerryError({
    code: 'runtime-unavailable',
    kind: 'failed',
    message: `This host has no driver for instances of kind ${kind}.`,
    hint: 'Start the agent with such a driver, or delete the instance and create it on another host.',
  });
}

export const guestDirectory = (dataDirectory: string, instanceId: number) =>
  join(dataDirectory, 'guests', String(instanceId));
export const contextDirectory = (dataDirectory: string, instanceId: number) =>
  join(guestDirectory(dataDirectory, instanceId), 'context');
