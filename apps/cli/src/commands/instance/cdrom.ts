import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { objectId } from '../../objects/object-ref.ts';
import { addFollowOptions, type FollowFlags } from '../../progress/follow.ts';
import { report } from '../../verbs/update.ts';

/** The disc in the drive of an instance; it is changed at once, also while it runs. */
export function addCdromVerbs(command: Command, cli: Cli): void {
  const attach = command
    .command('attach-cdrom')
    .description('Put a CD-ROM into the drive of an instance, in place of what is there')
    .argument('<instance>', 'Name or number')
    .argument('<image>', 'Name or number of an image of type cdrom');
  addFollowOptions(attach).action(async (ref: string, image: string, follow: FollowFlags) => {
    const client = await cli.client();
    const [id, imageId] = [await objectId(client, 'instance', ref), await objectId(client, 'image', image)];
    const { data, commands } = await client.call('instance.attach-cdrom', { params: { id }, body: { imageId } });
    await report(cli, 'instance', { object: data, commands }, follow);
  });

  const eject = command
    .command('eject-cdrom')
    .description('Take the CD-ROM out of the drive of an instance')
    .argument('<instance>', 'Name or number');
  addFollowOptions(eject).action(async (ref: string, follow: FollowFlags) => {
    const client = await cli.client();
    const id = await objectId(client, 'instance', ref);
    const { data, commands } = await client.call('instance.eject-cdrom', { params: { id } });
    await report(cli, 'instance', { object: data, commands }, follow);
  });
}
