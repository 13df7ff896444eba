import { createAgent } from '@skerry/agent';
import { bootId, hostCounters, machineFacts, writeRunFile } from '@skerry/host-os';
import { type Log, systemClock } from '@skerry/kit';
import { createChild } from '@skerry/link';
import { openSqliteStore } from '@skerry/store';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openDrivers } from './drivers.ts';
import { joinOnce } from './join.ts';
import { refusedNetworks } from './refused-networks.ts';
import { sealingOf, type Settings } from './settings.ts';
import { version } from '@skerry/kit/version';

export async function runAgent(settings: Settings, log: Log): Promise<() => Promise<void>> {
  const directory = join(settings.dataDirectory, 'agent');
  await mkdir(directory, { recursive: true });
  // QEMU runs as a user of its own and must reach the disks below.
  await chmod(directory, 0o711);
  const linkDirectory = join(directory, 'link');
  const hostId = await joinOnce(linkDirectory, 'host', settings.joinToken);
  const store = await openSqliteStore(join(directory, 'store.db'), { sealing: sealingOf(settings, directory), log });
  const upward = createChild({ dir: linkDirectory, log });
  const closeAll = async () => {
    await upward.close();
    await store.close();
  };
  const agent = await createAgent({
    hostId,
    store,
    dataDirectory: directory,
    drivers: openDrivers(settings.drivers, { dataDirectory: directory, namePrefix: settings.namePrefix }, log, () =>
      refusedNetworks(settings.guestDenyNetworks, [linkDirectory, join(settings.dataDirectory, 'controller', 'link')]),
    ),
    upward,
    bootId: bootId(),
    machineFacts,
    hostCounters,
    offer: settings.offer,
    limits: settings.limits,
    version,
    clock: systemClock,
    log,
  }).catch(async (error: unknown) => {
    await closeAll();
    throw error;
  });
  const removeRunFile = writeRunFile(settings.dataDirectory, 'agent', { hostId });
  log.info({ hostId }, 'agent is up');
  return async () => {
    removeRunFile();
    await agent.close();
    await closeAll();
  };
}
