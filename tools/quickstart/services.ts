import { processAlive, readPidFile, startDetached, stopProcess } from '@skerry/host-os';
import { memorySettings } from '@skerry/kit/memory-settings';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root } from '../bootstrap/report.mjs';
import { namePrefix, paths, type QuickstartState } from './state.ts';

export const serviceNames = ['front-end', 'controller', 'agent'] as const;
export type ServiceName = (typeof serviceNames)[number];

export async function serviceAlive(name: ServiceName): Promise<number | undefined> {
  const identity = await readPidFile(paths.pid(name));
  return identity && (await processAlive(identity.pid, identity.startTime)) ? identity.pid : undefined;
}

/** Starts a service in a session of its own, unless it runs. It outlives us. */
export async function startService(
  name: ServiceName,
  state: QuickstartState,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  if ((await serviceAlive(name)) !== undefined) return;
  const bundle = join(root, 'dist', name === 'front-end' ? 'front-end.mjs' : 'agent.mjs');
  const node = join(root, 'node_modules', '.bin', 'node');
  const memory = memorySettings[name];
  await startDetached(node, [...memory.flags, bundle, ...argumentsOf(name, state)], {
    cwd: paths.state,
    logFile: paths.log(name),
    pidFile: paths.pid(name),
    env: { ...memory.env, ...process.env, ...env } as Record<string, string>,
  });
}

function argumentsOf(name: ServiceName, state: QuickstartState): string[] {
  switch (name) {
    case 'front-end':
      return [
        `--data=${paths.frontEnd}`,
        `--listen=127.0.0.1:${state.apiPort}`,
        `--link-listen=127.0.0.1:${state.clusterLinkPort}`,
      ];
    case 'controller':
      return [
        '--roles=controller',
        `--data=${paths.site}`,
        `--listen=127.0.0.1:${state.hostLinkPort}`,
        `--api-listen=127.0.0.1:${state.sitePort}`,
      ];
    case 'agent':
      return ['--roles', 'agent', '--data', paths.site, '--name-prefix', namePrefix];
  }
}

/** Waits until `ready` answers true; ends with the last lines of the log when the service died or time is up. */
export async function waitForService(name: ServiceName, ready: () => Promise<boolean>, seconds = 60): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    if (await ready().catch(() => false)) return;
    const alive = (await serviceAlive(name)) !== undefined;
    if (!alive || performance.now() > deadline) {
      fail(
        `The ${name} ${alive ? `was not ready after ${seconds} s` : 'ended by itself'}. Its log (${paths.log(name)}) ends so:\n${logTail(name)}`,
        'Mend what it says and run npm start again: it goes on from here.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function logTail(name: ServiceName): string {
  try {
    return readFileSync(paths.log(name), 'utf8').trimEnd().split('\n').slice(-12).join('\n');
  } catch {
    return '(no log)';
  }
}

export async function stopService(name: ServiceName): Promise<boolean> {
  const pid = await serviceAlive(name);
  if (pid === undefined) return false;
  await stopProcess(pid, { graceMs: 12_000 });
  return true;
}
