import { namePrefixOf } from '@skerry/kit/name-prefix';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ProcessFact } from './host-facts.ts';
import { readProcesses } from './read/processes.ts';
import type { Site } from './site.ts';

/**
 * The data directories below a state directory: of a quickstart, or one given to `--data` itself. How names start is
 * read from the agent that runs there, else it follows from the directory.
 */
export async function sitesOf(stateDirectory: string, namePrefix?: string): Promise<Site[]> {
  const running = await runningAgents();
  const state = resolve(stateDirectory);
  const holds = (directory: string) => ['agent', 'controller'].some((role) => existsSync(join(directory, role)));
  const below = existsSync(state) ? readdirSync(state).map((name) => join(state, name)) : [];
  const frontEnd = join(state, 'front-end');
  return [state, ...below].filter(holds).map((dataDirectory) => ({
    dataDirectory,
    namePrefix: namePrefix ?? running.get(dataDirectory) ?? namePrefixOf(state),
    ...(existsSync(join(frontEnd, 'store.db')) ? { frontEndDirectory: frontEnd } : {}),
  }));
}

/** All sites on this host: those whose processes run, and the usual place. */
export async function sitesHere(): Promise<Site[]> {
  const sites = await sitesOf('/var/lib/skerry');
  for (const [dataDirectory, namePrefix] of await runningAgents()) {
    if (sites.some((site) => site.dataDirectory === dataDirectory)) continue;
    const frontEndDirectory = join(dataDirectory, '..', 'front-end');
    const hasFrontEnd = existsSync(join(frontEndDirectory, 'store.db'));
    sites.push({ dataDirectory, namePrefix, ...(hasFrontEnd ? { frontEndDirectory } : {}) });
  }
  return sites;
}

/** Data directory and name prefix of each agent and controller that runs here. */
async function runningAgents(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { args } of await readProcesses()) {
    const directory = isAgent(args) ? valueOf(args, '--data') : undefined;
    const prefix = valueOf(args, '--name-prefix');
    // The controller of the same directory runs without a prefix.
    if (directory !== undefined && (prefix !== undefined || !found.has(directory)))
      found.set(directory, prefix ?? 'sk');
  }
  return found;
}

const isAgent = (args: ProcessFact['args']) =>
  args.some((arg) => /(apps\/agent\/src\/main\.ts|(^|\/)agent\.mjs)$/.test(arg));

function valueOf(args: readonly string[], option: string): string | undefined {
  const joined = args.find((arg) => arg.startsWith(`${option}=`));
  if (joined !== undefined) return joined.slice(option.length + 1);
  const at = args.indexOf(option);
  return at < 0 ? undefined : args[at + 1];
}
