import type { Client } from '@skerry/sdk';
import { askPassword } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { usage } from '../failure/cli-error.ts';

/** What a change of a password sends: who changes the own one gives the one of now as well. */
export interface NewPassword {
  readonly password: string;
  readonly currentPassword?: string;
}

/** Asks for them; from standard input they come in lines: the one of now first, where it is needed. */
export async function askNewPassword(cli: Cli, client: Client, userId: number, stdin: boolean): Promise<NewPassword> {
  const { data: me } = await client.call('session.get');
  const isOwn = me.id === userId;
  if (stdin) {
    const lines = (await askPassword(cli, '', true)).split(/\r?\n/);
    if (lines.length !== (isOwn ? 2 : 1)) {
      const what = isOwn ? 'two lines: your password of now, then the new one' : 'one line: the new password';
      throw usage(`Standard input must hold ${what}.`);
    }
    return isOwn
      ? { currentPassword: lines[0] as string, password: lines[1] as string }
      : { password: lines[0] as string };
  }
  const current = isOwn ? { currentPassword: await askPassword(cli, 'Your password of now', false) } : {};
  return { ...current, password: await askPassword(cli, 'New password', false) };
}
