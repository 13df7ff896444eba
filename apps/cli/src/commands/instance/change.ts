import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { usage } from '../../failure/cli-error.ts';
import { addFlags, bodyFlags, bodyFrom, flagContext } from '../../fields/body-flags.ts';
import { objectId } from '../../objects/object-ref.ts';
import { addUpdate, change, report } from '../../verbs/update.ts';

const size = ['cpus', 'memoryMiB'];

/** resize, rename and update are one route; each verb has its own rule about the states in which it is allowed. */
export function addChangeVerbs(command: Command, cli: Cli): void {
  addUpdate(command, cli, 'instance', ['name', ...size]);

  command
    .command('rename')
    .description('Give an instance another name')
    .argument('<instance>', 'Name or number')
    .argument('<name>', 'Its new name')
    .action(async (ref: string, name: string) => {
      const client = await cli.client();
      const data = await change(client, 'instance', await objectId(client, 'instance', ref), { name });
      await report(cli, 'instance', data);
    });

  const flags = bodyFlags('instance.patch').filter((f) => size.includes(f.field));
  const resize = command
    .command('resize')
    .description('Change the processors and the memory of a stopped instance')
    .argument('<instance>', 'Name or number');
  addFlags(resize, flags);
  resize.action(async (ref: string) => {
    const body = await bodyFrom(resize, flags, flagContext(cli));
    if (Object.keys(body).length === 0) throw usage('No new size was given.', 'Give --cpus, --memory, or both.');
    const client = await cli.client();
    const data = await change(client, 'instance', await objectId(client, 'instance', ref), body);
    await report(cli, 'instance', data);
  });
}
