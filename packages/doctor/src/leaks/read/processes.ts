import { readFile, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { ProcessFact } from '../host-facts.ts';
import { gone, namesIn } from './files.ts';

/** Linux shows times of processes in hundredths of a second on every architecture (USER_HZ). */
const ticksPerSecond = 100;

/** All live processes that we may see, kernel threads and the dead left out. */
export async function readProcesses(): Promise<ProcessFact[]> {
  const booted = Date.now() - uptime() * 1000;
  const network = await networkOf('self');
  const pids = (await namesIn('/proc')).filter((name) => /^\d+$/.test(name));
  const facts = await Promise.all(pids.map((pid) => readProcess(Number(pid), booted, network)));
  return facts.filter((fact) => fact !== undefined);
}

async function readProcess(pid: number, booted: number, network: number | undefined): Promise<ProcessFact | undefined> {
  const text = async (name: string) => (await readFile(join('/proc', String(pid), name), 'utf8').catch(gone)) ?? '';
  const [cmdline, stat, status, cgroup, itsNetwork] = await Promise.all([
    text('cmdline'),
    text('stat'),
    text('status'),
    text('cgroup'),
    networkOf(String(pid)),
  ]);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields;
  const startTime = fields[19];
  if (cmdline === '' || startTime === undefined || state === 'Z') return undefined;
  return {
    pid,
    parentPid: Number(parent),
    startTime,
    since: new Date(booted + (Number(startTime) / ticksPerSecond) * 1000).toISOString(),
    args: cmdline.replace(/\0+$/, '').split('\0'),
    uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? -1),
    here: itsNetwork === network,
    cgroup,
  };
}

/** Each network namespace has files of its own there. Unlike the link in `ns`, this may be asked of every process. */
const networkOf = async (pid: string) => (await stat(`/proc/${pid}/net/dev`).catch(gone))?.ino;
