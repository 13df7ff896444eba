import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { usage } from '../../failure/cli-error.ts';
import { addFlags, bodyFlags, bodyFrom, flagContext } from '../../fields/body-flags.ts';
import { objectId } from '../../objects/object-ref.ts';
import { addFollowOptions, type FollowFlags } from '../../progress/follow.ts';
import { addUpdate, change, report } from '../../verbs/update.ts';

const size = ['cpus', 'memoryMiB'];

/** resize, rename and update are one route; each verb has its own rule about the states in which it is allowed. */
export function addChangeVerbs(command: Command, cli: Cli): void {
  addUpdate(command, cli, 'instance', ['name', ...size]);

  const rename = command
    .command('rename')
    .description('Give an instance another name')
    .argument('<instance>', 'Name or number')
    .argument('<name>', 'Its new name');
  addFollowOptions(rename).action(async (ref: string, name: string, follow: FollowFlags) => {
    const client = await cli.client();
    const changed = await change(client, 'instance', await objectId(client, 'instance', ref), { name });
    await report(cli, 'instance', changed, follow);
  });

  const flags = bodyFlags('instance.patch').filter((f) => size.includes(f.field));
  const resize = command
    .command('resize')
    .description('Change the processors and the memory of a stopped instance')
    .argument('<instance>', 'Name or number');
  addFlags(resize, flags);
  addFollowOptions(resize).action(async (ref: string, follow: FollowFlags) => {
    const body = await bodyFrom(resize, flags, flagContext(cli));
    if (Object.keys(body).length === 0) throw usage('No new size was given.', 'Give --cpus, --memory, or both.');
    const client = await cli.client();
    const changed = await change(client, 'instance', await objectId(client, 'instance', ref), body);
    await report(cli, 'instance', changed, follow);
  });
}
