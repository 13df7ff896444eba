/**
 * Compares a host with the stores of its processes, which may run meanwhile: stores, host, stores again; and all of it
 * a second time when something was found. Only what both looks agree on is a leak: what is being made or taken away
 * just now looks different a moment later.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { judgeAll } from './judges/index.ts';
import { type Leak, leakKey } from './leak.ts';
import { readHostFacts } from './read/host-facts.ts';
import { readKnowledge } from './read-knowledge.ts';
import { runningAgents } from './find-sites.ts';
import type { Site } from './site.ts';
import { View } from './view.ts';

export interface AuditOptions {
  /** Milliseconds between two looks. Shorter than a step of a guest, and a slow step looks like a leak. */
  readonly settleMs?: number;
}

/**
 * All leaks of one site on this host, in the order in which they can be mended. Needs root to see everything.
 * @throws SkerryError where a store cannot be read, CommandError where the system cannot be asked.
 */
export async function audit(site: Site, { settleMs = 3_000 }: AuditOptions = {}): Promise<Leak[]> {
  const first = await look(site);
  if (first.length === 0) return [];
  await delay(settleMs);
  const second = new Map((await look(site)).map((leak) => [leakKey(leak), leak]));
  return first.filter((leak) => second.has(leakKey(leak)));
}

async function look(site: Site): Promise<Leak[]> {
  const before = await readKnowledge(site);
  const facts = await readHostFacts(site, before);
  const after = await readKnowledge(site);
  return judgeAll(new View(site, before, facts, after, await instancesElsewhere(site)));
}

/** Instances of other agents here whose names begin alike, such as the machines of a laboratory. */
async function instancesElsewhere(site: Site): Promise<Set<number>> {
  const alike = (await runningAgents()).filter(
    ({ dataDirectory, namePrefix }) => namePrefix === site.namePrefix && dataDirectory !== site.dataDirectory,
  );
  const known = await Promise.all(alike.map(({ dataDirectory }) => readKnowledge({ ...site, dataDirectory })));
  return new Set(known.flatMap(({ agent }) => [...(agent?.intents.keys() ?? []), ...(agent?.observed.keys() ?? [])]));
}
