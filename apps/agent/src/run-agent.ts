import { createAgent } from '@skerry/agent';
import { bootId, hostCounters, machineFacts, writeRunFile } from '@skerry/host-os';
import { type Log, type OnClose, openAll, systemClock } from '@skerry/kit';
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
  return (await openAll((onClose) => begin(settings, log, onClose))).close;
}

async function begin(settings: Settings, log: Log, onClose: OnClose): Promise<void> {
  const directory = join(settings.dataDirectory, 'agent');
  await mkdir(directory, { recursive: true });
  // QEMU runs as a user of its own and must reach the disks below.
  await chmod(directory, 0o711);
  const linkDirectory = join(directory, 'link');
  const hostId = await joinOnce(linkDirectory, 'host', settings.joinToken);
  const store = await openSqliteStore(join(directory, 'store.db'), { sealing: sealingOf(settings, directory), log });
  onClose(() => store.close());
  const upward = createChild({ dir: linkDirectory, log });
  onClose(() => upward.close());
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
  });
  onClose(() => agent.close());
  onClose(writeRunFile(settings.dataDirectory, 'agent', { hostId }));
  log.info({ hostId }, 'agent is up');
}
