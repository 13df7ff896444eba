import { type Controller, createController } from '@skerry/cluster';
import type { Site } from '@skerry/api';
import { type Log, type OnClose, openAll, systemClock } from '@skerry/kit';
import { createChild, openAuthority } from '@skerry/link';
import { openSqliteStore } from '@skerry/store';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { joinOnce } from './join.ts';
import { writeRunFile } from '@skerry/host-os';
import { sealingOf, type Settings } from './settings.ts';

export async function runController(settings: Settings, log: Log): Promise<() => Promise<void>> {
  return (await openAll((onClose) => begin(settings, log, onClose))).close;
}

async function begin(settings: Settings, log: Log, onClose: OnClose): Promise<void> {
  const directory = join(settings.dataDirectory, 'controller');
  await mkdir(directory, { recursive: true });
  const linkDirectory = join(directory, 'link');
  const clusterId = await joinOnce(linkDirectory, 'cluster', settings.joinToken);
  const store = await openSqliteStore(join(directory, 'store.db'), { sealing: sealingOf(settings, directory), log });
  onClose(() => store.close());
  const port = settings.listen.port || (await lastPort(directory));
  const ca = await openAuthority({ dir: join(directory, 'ca'), cloudId: `cluster-${clusterId}` });
  // Last: the front-end may ask as soon as it is dialled.
  const upward = createChild({ dir: linkDirectory, log });
  onClose(() => upward.close());
  const controller = await createController({
    clusterId,
    store,
    dataDirectory: directory,
    upward,
    ca,
    listen: { host: settings.listen.host, port },
    serverNames: settings.serverNames,
    servesSite: settings.apiListen !== undefined,
    limits: settings.limits,
    clock: systemClock,
    log,
  });
  onClose(() => controller.close());
  // Hosts remember where they joined: a free port that was taken once is kept.
  await writeFile(join(directory, 'port'), String(controller.port));
  const site = await openSite(settings, directory, controller, log);
  onClose(() => site?.close());
  const facts = { clusterId, port: controller.port, ...(site === undefined ? {} : { url: site.url }) };
  onClose(writeRunFile(settings.dataDirectory, 'controller', facts));
  log.info(facts, 'controller is up');
}

/** Loaded only where it is asked for: a controller without it is to stay small. */
async function openSite(
  settings: Settings,
  dataDirectory: string,
  { site }: Controller,
  log: Log,
): Promise<Site | undefined> {
  const { apiListen, allowPlainHttp, apiNames, serverNames, behindProxy, limits } = settings;
  if (apiListen === undefined) return undefined;
  const { createSite } = await import('@skerry/api');
  return createSite({
    controller: site,
    listen: apiListen,
    allowPlainHttp,
    apiNames: [...apiNames, ...serverNames],
    behindProxy,
    limits,
    dataDirectory,
    consoleDirectory: settings.console,
    log,
  });
}

async function lastPort(directory: string): Promise<number> {
  return readFile(join(directory, 'port'), 'utf8').then(Number, () => 0);
}
