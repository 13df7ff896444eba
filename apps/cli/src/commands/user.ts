import { type Command } from 'commander';
import type { Cli } from '../cli.ts';
import { choiceOption } from '../fields/choice.ts';
import { objectId } from '../objects/object-ref.ts';
import { askNewPassword } from '../verbs/new-password.ts';
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
  addPassword(command, cli);
}

interface PasswordOptions {
  readonly tokens: 'keep' | 'end';
  readonly passwordStdin?: boolean;
}

function addPassword(command: Command, cli: Cli): void {
  command
    .command('password')
    .description('Set a new password; all other log-ins of the user end')
    .argument('[user]', 'Name or number; yourself when it is not given')
    .addOption(
      choiceOption('--tokens <what>', 'What becomes of the access tokens of the user', ['keep', 'end']).default('keep'),
    )
    .option('--password-stdin', 'Read from standard input: for your own the password of now, then the new one')
    .action(async (ref: string | undefined, { tokens, passwordStdin }: PasswordOptions) => {
      const client = await cli.client();
      const id = ref === undefined ? (await client.call('session.get')).data.id : await objectId(client, 'user', ref);
      const body = await askNewPassword(cli, client, id, passwordStdin === true);
      const { data } = await client.call('user.patch', { params: { id }, query: { tokens }, body });
      const { name, tokensKept: kept = [] } = data;
      cli.say(`${name} has a new password; all other log-ins have ended.`);
      if (kept.length === 0) return;
      const list = kept.map((t) => `${t.name} (${t.id}, ${t.scope})`).join(', ');
      cli.say(
        `These access tokens still stand: ${list}. End them all with --tokens end, or one with \`skerry token delete\`.`,
      );
    });
}
