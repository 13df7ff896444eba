import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { objectId } from '../objects/object-ref.ts';
import { printedPlainly } from '../output/show.ts';
import { formatSeconds, parseSeconds } from '../output/units.ts';

export function addClusterVerbs(command: Command, cli: Cli): void {
  addLifetime(command.command('join-token'))
    .description('A one-time token with which the controller of this cluster joins')
    .argument('<cluster>', 'Name or number')
    .action((cluster: string, { lifetime }: { lifetime: string }) =>
      joinToken(cli, 'cluster.join-token', cluster, lifetime),
    );

  command
    .command('site-credential')
    .description('A new password with which administrators log in at the console of the site; the one before ends')
    .argument('<cluster>', 'Name or number')
    .action(async (cluster: string) => {
      const client = await cli.client();
      const id = await objectId(client, 'cluster', cluster);
      const { data } = await client.call('cluster.site-credential', { params: { id } });
      if (printedPlainly(cli, data)) return;
      cli.say('Keep it where it is at hand when the link is cut; it is shown once:');
      cli.print(data.password);
    });
}

export const addLifetime = (command: Command): Command =>
  command.option('--lifetime <time>', 'How long it may be used', '1h');

/** The command to run goes to stdout, alone, so that it can be piped to another machine. */
export async function joinToken(
  cli: Cli,
  route: 'cluster.join-token' | 'cluster.host-join-token',
  cluster: string,
  lifetime: string,
): Promise<void> {
  const client = await cli.client();
  const id = await objectId(client, 'cluster', cluster);
  const lifetimeSeconds = parseSeconds(lifetime, '--lifetime');
  const { data } = await client.call(route, { params: { id }, body: { lifetimeSeconds } });
  if (printedPlainly(cli, data)) return;
  cli.say(
    `Run this as root on the new machine, on which Skerry lies in /opt/skerry, within ${formatSeconds(lifetimeSeconds)}; it works once:`,
  );
  cli.print(data.command);
  if (data.note !== undefined) cli.say(data.note);
}
