import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from '@skerry/sdk';
import { confirmByName } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { CliError, usage } from '../failure/cli-error.ts';
import { exitCodes } from '../failure/exit-code.ts';
import { hostNoun } from '../nouns/host.ts';
import { type Besides, readAll } from '../verbs/delete.ts';

/** Of what is lost, so many of a kind are named; more are counted. */
export const named = 10;
/** A cluster that is there answers within milliseconds. Longer: somebody waits for a cluster that is cut. */
const answerMs = 10_000;

/** `host delete HOST --lost`: for a host that never comes back, with what lay on it. */
export const lostHosts = (cli: Cli): Besides => ({
  flag: '--lost',
  description: 'It is gone for good: give it up, and the instances on it',
  async instead(refs, { lost, yes }) {
    if (lost !== true) return false;
    if (refs.length !== 1) throw usage('One host at a time is given up.', 'Give one name, and look at what is lost.');
    const [host] = await readAll(cli, hostNoun.kind, refs);
    if (host === undefined) return true;
    const { id, name } = host;
    await confirmByName(
      cli,
      `The host ${name} (${id}) is given up for good, with ${await lossOf(cli, id)}.`,
      name,
      yes === true,
    );
    const client = await cli.client();
    await client.call('host.declare-lost', { params: { id }, body: { name } });
    await follow(cli, id, name);
    return true;
  },
});

async function lossOf(cli: Cli, hostId: number): Promise<string> {
  const client = await cli.client();
  const { data } = await client.call('instance.list', { query: { hostId, limit: named } });
  if (data.total === 0) return 'no instance on it';
  return `its ${data.total} instance${data.total === 1 ? '' : 's'} and their disks: ${listed(data)}`;
}

export interface Page {
  readonly total: number;
  readonly items: readonly { readonly id: number; readonly name: string }[];
}

/** Those of one page by name; how many more there are. */
export function listed(page: Page): string {
  const rest = page.total - page.items.length;
  return `${page.items.map(({ id, name }) => `${name} (${id})`).join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
}

/** Until its cluster has said whether it gives the host up: then it is gone, or what it was. */
async function follow(cli: Cli, id: number, name: string): Promise<void> {
  const client = await cli.client();
  const end = performance.now() + answerMs;
  while (performance.now() < end) {
    const state = await client.call('host.get', { params: { id } }).then(({ data }) => data.state, goneOrThrow);
    if (state === 'gone') {
      return cli.say(
        `The host ${name} is given up. What it ran is lost: skerry instance list --filter state=lost. Its machine can join again as a new host.`,
      );
    }
    if (state !== 'lost') {
      throw new CliError(`The cluster did not give up the host ${name}: it is ${state}.`, {
        exitCode: exitCodes.refused,
        hint: `Look what is told of it: skerry host explain ${name}`,
      });
    }
    await delay(200);
  }
  cli.say(`The host ${name} is declared lost. Its cluster has not answered yet; it goes when it does.`);
}

function goneOrThrow(error: unknown): 'gone' {
  if (error instanceof ApiError && error.status === 404) return 'gone';
  throw error;
}
