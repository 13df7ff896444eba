/**
 * A whole cloud on this machine with real drivers, for a benchmark: the quickstart in a state directory of its own,
 * purged afterwards. With `SKERRY_BENCH_STATE` a cloud that runs there already is used and left.
 */
import { readPidFile, run } from '@skerry/host-os';
import { namePrefixOf } from '@skerry/kit/name-prefix';
import type { Client } from '@skerry/sdk';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logIn } from '../../tools/quickstart/cloud.ts';
import type { ServiceName } from '../../tools/quickstart/services.ts';
import type { Credentials } from '../../tools/quickstart/state-file.ts';

const root = join(import.meta.dirname, '..', '..');
const startDeadlineMs = 900_000;

export interface RealCloud {
  readonly client: Client;
  /** Starts the names of guests and bridges. */
  readonly namePrefix: string;
  /** Data of the agent. */
  readonly agentDirectory: string;
  readonly templateId: number;
  readonly pids: Readonly<Record<ServiceName, number>>;
  close(): Promise<void>;
}

export async function openRealCloud(
  say: (line: string) => void,
  more: Readonly<Record<string, string>> = {},
): Promise<RealCloud> {
  const kept = process.env['SKERRY_BENCH_STATE'];
  const state = kept ?? (await mkdtemp(join(tmpdir(), 'skb-')));
  const env = {
    ...process.env,
    ...more,
    SKERRY_STATE: state,
    SKERRY_IMAGE_CACHE: process.env['SKERRY_IMAGE_CACHE'] ?? join(tmpdir(), 'skerry-images'),
  } as Record<string, string>;
  if (kept === undefined) await rm(state, { recursive: true });
  const quickstart = (...args: string[]) =>
    run(process.execPath, [join(root, 'tools', 'quickstart', 'main.ts'), ...args], {
      cwd: root,
      env,
      deadlineMs: startDeadlineMs,
    });
  const close = async () => {
    if (kept === undefined) await quickstart('down', '--purge');
  };
  try {
    say('a cloud is started');
    await quickstart('start');
    const client = await logIn(JSON.parse(await readFile(join(state, 'credentials.json'), 'utf8')) as Credentials);
    const pidOf = async (name: ServiceName) => {
      const process = await readPidFile(join(state, 'run', `${name}.pid`));
      if (!process) throw new Error(`The ${name} of the cloud does not run.`);
      return process.pid;
    };
    let templateId: number | undefined;
    for await (const template of client.pages('template.list', { name: 'tiny' })) templateId = template.id;
    if (templateId === undefined) throw new Error('The cloud has no template "tiny".');
    return {
      client,
      namePrefix: namePrefixOf(state),
      agentDirectory: join(state, 'site', 'agent'),
      templateId,
      pids: {
        'front-end': await pidOf('front-end'),
        controller: await pidOf('controller'),
        agent: await pidOf('agent'),
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
