import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addFlags, bodyFlags, bodyFrom, flagContext } from '../fields/body-flags.ts';
import { objectId } from '../objects/object-ref.ts';
import { printedPlainly } from '../output/show.ts';
import { printSamples } from '../output/samples.ts';
import { clockOf, formatWhen } from '../output/time.ts';
import { parseSeconds } from '../output/units.ts';
import { change, report } from '../verbs/update.ts';
import { addLifetime, joinToken } from './cluster.ts';

export function addHostVerbs(command: Command, cli: Cli): void {
  const admission = (verb: string, admitted: 'enabled' | 'disabled', description: string, said: string) =>
    command
      .command(verb)
      .description(description)
      .argument('<host>', 'Name or number')
      .action(async (ref: string) => {
        const client = await cli.client();
        await change(client, 'host', await objectId(client, 'host', ref), { admission: admitted });
        cli.say(`${ref} ${said}`);
      });
  admission('enable', 'enabled', 'Let the host take new instances', 'takes new instances.');
  admission('disable', 'disabled', 'No new instances; those that are there stay', 'takes no new instances.');

  const caps = bodyFlags('host.approve', []);
  const approve = command
    .command('approve')
    .description('Let the host be filled with what it reports now; with sizes: with at most so much')
    .argument('<host>', 'Name or number');
  addFlags(approve, caps);
  approve.action(async (ref: string) => {
    const body = await bodyFrom(approve, caps, flagContext(cli));
    const client = await cli.client();
    const id = await objectId(client, 'host', ref);
    const { data: object, commands } = await client.call('host.approve', { params: { id }, body });
    await report(cli, 'host', { object, commands });
  });

  addLifetime(command.command('join-token'))
    .description('A one-time token with which a new host joins a cluster')
    .requiredOption('--cluster <cluster>', 'Name or number of the cluster')
    .action((options: { cluster: string; lifetime: string }) =>
      joinToken(cli, 'cluster.host-join-token', options.cluster, options.lifetime),
    );

  command
    .command('join-tokens')
    .description('Tokens for hosts of a cluster that can still be used')
    .requiredOption('--cluster <cluster>', 'Name or number of the cluster')
    .action(async ({ cluster }: { cluster: string }) => {
      const client = await cli.client();
      const id = await objectId(client, 'cluster', cluster);
      const { data } = await client.call('cluster.host-join-tokens', { params: { id } });
      if (printedPlainly(cli, data)) return;
      if (data.items.length === 0) return cli.say('There is none.');
      const clock = clockOf(cli.io.env);
      for (const token of data.items) cli.print(`${token.id}  until ${formatWhen(token.expiresAt, clock)}`);
    });

  command
    .command('revoke-join-token')
    .description('Nobody joins with this token any more')
    .argument('<token>', 'As "skerry host join-tokens" lists it')
    .requiredOption('--cluster <cluster>', 'Name or number of the cluster')
    .action(async (token: string, { cluster }: { cluster: string }) => {
      const client = await cli.client();
      const id = await objectId(client, 'cluster', cluster);
      await client.call('cluster.revoke-host-join-token', { params: { id, token } });
      cli.say(`The token ${token} is revoked.`);
    });

  command
    .command('samples')
    .description('Processor, memory, disk and network over time')
    .argument('<host>', 'Name or number')
    .option('--since <time>', 'How far back', '10m')
    .action(async (ref: string, { since }: { since: string }) => {
      const client = await cli.client();
      const seconds = parseSeconds(since, '--since');
      const id = await objectId(client, 'host', ref);
      printSamples(cli, (await client.call('host.samples', { params: { id }, query: { seconds } })).data, 'host');
    });
}
