import type { ObjectKind } from '@skerry/domain';
import { confirmByName } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';
import { clusterNoun } from '../nouns/cluster.ts';
import { printedPlainly } from '../output/show.ts';
import { type Besides, readAll } from '../verbs/delete.ts';
import { listed, named, type Page } from './lost-hosts.ts';

/** What goes with a cluster and is named before. */
const kinds = ['host', 'network', 'instance'] as const satisfies readonly ObjectKind[];

/** `cluster delete CLUSTER --lost`: for a site that never comes back, with all that was there. */
export const lostClusters = (cli: Cli): Besides => ({
  flag: '--lost',
  description: 'It is gone for good: give it up, with its hosts, networks and instances',
  async instead(refs, { lost, yes }) {
    if (lost !== true) return false;
    if (refs.length !== 1)
      throw usage('One cluster at a time is given up.', 'Give one name, and look at what is lost.');
    const [cluster] = await readAll(cli, clusterNoun.kind, refs);
    if (cluster === undefined) return true;
    const { id, name } = cluster;
    await confirmByName(
      cli,
      `The cluster ${name} (${id}) is given up for good, with ${await lossOf(cli, id)}.`,
      name,
      yes === true,
    );
    const client = await cli.client();
    const { data } = await client.call('cluster.declare-lost', { params: { id }, body: { name } });
    if (printedPlainly(cli, data)) return true;
    const { instances, disks, addresses, waitingCommands, templates } = data;
    cli.say(
      `The cluster ${name} is given up, and with it ${instances} instances, ${disks} disks and ${addresses} addresses. Its machines can join again as a new cluster and new hosts.`,
    );
    if (instances > 0) {
      cli.say(
        'The instances stay to tell their owners, until they are deleted: skerry instance list --filter state=lost',
      );
    }
    if (waitingCommands > 0) cli.say(`Commands that waited for it are answered as refused: ${waitingCommands}.`);
    if (templates > 0) cli.say(`Templates that named its networks name the others now: ${templates}.`);
    return true;
  },
});

async function lossOf(cli: Cli, clusterId: number): Promise<string> {
  const client = await cli.client();
  const parts = await Promise.all(
    kinds.map(async (kind) => {
      const { data } = await client.callAny(`${kind}.list`, { query: { clusterId, limit: named } });
      const page = data as Page;
      return page.total === 0 ? [] : [`its ${page.total} ${kind}${page.total === 1 ? '' : 's'}: ${listed(page)}`];
    }),
  );
  return parts.flat().join('; ') || 'nothing in it';
}
