import { namePrefixOf } from '@skerry/kit/name-prefix';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ProcessFact } from './host-facts.ts';
import { readProcesses } from './read/processes.ts';
import type { Site } from './site.ts';

/**
 * The data directories below a state directory: of a quickstart, or one given to `--data` itself. How names start is
 * read from the agent that runs there, else it follows from the directory.
 */
export async function sitesOf(stateDirectory: string, namePrefix?: string): Promise<Site[]> {
  const running = new Map((await runningAgents()).map((agent) => [agent.dataDirectory, agent.namePrefix]));
  const state = resolve(stateDirectory);
  const holds = (directory: string) => ['agent', 'controller'].some((role) => existsSync(join(directory, role)));
  const below = existsSync(state) ? readdirSync(state).map((name) => join(state, name)) : [];
  return [state, ...below].filter(holds).map((dataDirectory) => ({
    dataDirectory,
    namePrefix: namePrefix ?? running.get(dataDirectory) ?? namePrefixOf(state),
    ...frontEndIn(state),
  }));
}

/**
 * All sites on this host: those whose processes run, and the usual place. What runs in other namespaces, as the machines
 * of a laboratory do, has to be looked at from there.
 */
export async function sitesHere(): Promise<Site[]> {
  const sites = await sitesOf('/var/lib/skerry');
  for (const { dataDirectory, namePrefix, here } of await runningAgents()) {
    if (!here || sites.some((site) => site.dataDirectory === dataDirectory)) continue;
    sites.push({ dataDirectory, namePrefix, ...frontEndIn(dirname(dataDirectory)) });
  }
  return sites;
}

function frontEndIn(state: string): Pick<Site, 'frontEndDirectory'> {
  const frontEndDirectory = join(state, 'front-end');
  return existsSync(join(frontEndDirectory, 'store.db')) ? { frontEndDirectory } : {};
}

interface RunningAgent extends Pick<Site, 'dataDirectory' | 'namePrefix'> {
  /** In our namespace of networks. */
  readonly here: boolean;
}

/** Agents and controllers that run on this host and have to do with real guests, one for each data directory. */
export async function runningAgents(): Promise<RunningAgent[]> {
  const found = new Map<string, RunningAgent>();
  for (const { args, here } of await readProcesses()) {
    const dataDirectory = isAgent(args) ? valueOf(args, '--data') : undefined;
    if (dataDirectory === undefined || valueOf(args, '--drivers') === 'fake') continue;
    const prefix = valueOf(args, '--name-prefix');
    // The controller of the same directory runs without a prefix.
    if (prefix === undefined && found.has(dataDirectory)) continue;
    found.set(dataDirectory, { dataDirectory, namePrefix: prefix ?? 'sk', here });
  }
  return [...found.values()];
}

const isAgent = (args: ProcessFact['args']) =>
  args.some((arg) => /(apps\/agent\/src\/main\.ts|(^|\/)agent\.mjs)$/.test(arg));

function valueOf(args: readonly string[], option: string): string | undefined {
  const joined = args.find((arg) => arg.startsWith(`${option}=`));
  if (joined !== undefined) return joined.slice(option.length + 1);
  const at = args.indexOf(option);
  return at < 0 ? undefined : args[at + 1];
}
