import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { objectId } from '../objects/object-ref.ts';
import { change } from '../verbs/update.ts';

export function addUserVerbs(command: Command, cli: Cli): void {
  const verb = (name: string, enabled: boolean, description: string) =>
    command
      .command(name)
      .description(description)
      .argument('<user>', 'Name or number')
      .action(async (ref: string) => {
        const client = await cli.client();
        await change(client, 'user', await objectId(client, 'user', ref), { enabled });
        cli.say(`${ref} can ${enabled ? '' : 'no longer '}log in.`);
      });
  verb('enable', true, 'Let the user log in again');
  verb('disable', false, 'Do not let the user log in');
}
