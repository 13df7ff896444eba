/**
 * Drivers that always answer. Each driver has deadlines of its own, close to what its work may take; these are the net
 * below them: a call that hangs all the same must not hold its guest, or the host's report, for ever. What hangs goes
 * on behind our back and may still be done late, which is why every step may be repeated.
 */
import type { ComputeDriver, NetworkDriver, StorageDriver } from '@skerry/driver-contract';
import { SkerryError } from '@skerry/kit';
import type { HostDrivers } from './host-drivers.ts';
import { agentError } from '../errors.ts';

/** Milliseconds. Shorter than a driver's own deadline, a slow step is repeated in the middle of itself. */
export interface DriverDeadlines {
  /** Looking. */
  readonly look: number;
  /** Switching a guest or a network on or off. */
  readonly turn: number;
  /** Making and removing disks, checking files, the first start of a guest. */
  readonly make: number;
  /** Without a byte of an image that comes over the link. */
  readonly silence: number;
}

export const defaultDeadlines: DriverDeadlines = {
  look: 120_000,
  turn: 15 * 60_000,
  make: 45 * 60_000,
  silence: 120_000,
};

type Limit = keyof DriverDeadlines;
/** Of every method, and of those of every ability. `own`: it answers at once, or ends in another way. */
type Limits<Driver> = {
  readonly [Name in keyof Driver as NonNullable<Driver[Name]> extends string ? never : Name]-?: NonNullable<
    Driver[Name]
  > extends (...args: never[]) => unknown
    ? Limit | 'own'
    : Limits<NonNullable<Driver[Name]>>;
};

const compute = {
  probe: 'turn',
  list: 'look',
  inspect: 'look',
  start: 'make',
  requestShutdown: 'turn',
  forceOff: 'turn',
  pause: 'turn',
  resume: 'turn',
  remove: 'turn',
  sample: 'look',
  bulkSamples: { sampleAll: 'look' },
  discs: { inDrive: 'look', change: 'turn' },
  openConsole: 'look',
  openDisplay: 'look',
  consoleLog: 'look',
  logs: { read: 'look' },
  commands: { open: 'look' },
  onChange: 'own',
  close: 'own',
} as const satisfies Limits<ComputeDriver>;

const network = {
  ensureNetwork: 'turn',
  removeNetwork: 'turn',
  listNetworks: 'look',
  attachmentOf: 'own',
  ensurePort: 'turn',
  hasPort: 'look',
  removePorts: 'turn',
  listPorts: 'look',
  filters: { pins: 'look' },
  watch: { onDisturbed: 'own' },
  survey: { taken: 'look', problems: 'look' },
} as const satisfies Limits<NetworkDriver>;

const storage = {
  hasImage: 'look',
  listImages: 'look',
  imageSource: 'own',
  adoptImage: 'make',
  checkImages: 'make',
  receiveImage: 'own',
  removeImage: 'make',
  ensureDisk: 'make',
  inspectDisk: 'look',
  listDisks: 'look',
  removeDisk: 'make',
  capacity: 'look',
} as const satisfies Limits<StorageDriver>;

export function boundedDrivers(drivers: HostDrivers, deadlines: DriverDeadlines): HostDrivers {
  const storageWithin = (driver: StorageDriver) =>
    receivingWithin(bounded(driver, driver.name, storage, deadlines), deadlines.silence);
  return {
    compute: each(drivers.compute, (driver) => bounded(driver, driver.name, compute, deadlines)),
    network: each(drivers.network, (driver) => bounded(driver, driver.name, network, deadlines)),
    storage: each(drivers.storage, storageWithin),
  };
}

const each = <Driver>(drivers: Readonly<Record<string, Driver>>, change: (driver: Driver) => Driver) =>
  Object.fromEntries(Object.entries(drivers).map(([name, driver]) => [name, change(driver)]));

function bounded<Driver extends object>(
  driver: Driver,
  name: string,
  limits: object,
  deadlines: DriverDeadlines,
): Driver {
  return new Proxy(driver, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      const limit = (limits as Readonly<Record<PropertyKey, Limit | 'own' | object | undefined>>)[property];
      if (typeof limit === 'object') {
        return typeof value === 'object' && value !== null ? bounded(value, name, limit, deadlines) : value;
      }
      if (typeof value !== 'function') return value;
      const call = (value as (...args: unknown[]) => unknown).bind(target);
      if (limit === undefined || limit === 'own') return call;
      const late = () => driverTimeout(name, String(property), deadlines[limit]);
      return (...args: unknown[]) => within(deadlines[limit], late, async () => call(...args));
    },
  });
}

/** An image may take hours on a slow link; what must not happen is that nothing comes. */
function receivingWithin(driver: StorageDriver, silenceMs: number): StorageDriver {
  const receiveImage: StorageDriver['receiveImage'] = async (digest, content, onProgress) => {
    const late = () => driverTimeout(driver.name, 'receiveImage', silenceMs);
    const watch = Promise.withResolvers<never>();
    const tooLate = () => {
      const error = late();
      content.destroy(error);
      watch.reject(error);
    };
    const timer = setTimeout(tooLate, silenceMs);
    try {
      const heard = (bytes: number) => {
        timer.refresh();
        onProgress(bytes);
      };
      await Promise.race([driver.receiveImage(digest, content, heard), watch.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
  return new Proxy(driver, {
    get: (target, property) => {
      if (property === 'receiveImage') return receiveImage;
      const value: unknown = Reflect.get(target, property, target);
      return value;
    },
  });
}

async function within<T>(ms: number, late: () => Error, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

const driverTimeout = (driver: string, method: string, ms: number): SkerryError =>
  agentError(
    'driver-timeout',
    `The driver "${driver}" of this host did not end "${method}" within ${Math.ceil(ms / 1000)} seconds.`,
  );
