import { createClient } from '@skerry/sdk';
import type { Register } from '../cli.ts';
import { askPassword, askText } from '../ask.ts';
import { configPath, readConfig, withContext, writeConfig } from '../config/config-file.ts';
import { checkedUrl, userAgent } from '../config/connect.ts';
import { readQuickstart } from '../config/quickstart.ts';
import { clockOf, formatWhen } from '../output/time.ts';

interface Options {
  readonly user?: string;
  readonly passwordStdin?: boolean;
  readonly as?: string;
}

/** Logs in and keeps the session as a context, which is the current one from then on. */
export const register: Register = (command, cli) => {
  command
    .argument('[url]', 'Address of the server; the current one when it is not given')
    .option('-u, --user <name>', 'Log in as this user')
    .option('--password-stdin', 'Read the password from standard input')
    .option('--as <context>', 'Name of the context; the host of the address when it is not given')
    .action(async (argument: string | undefined, options: Options) => {
      const { io, globals } = cli;
      const config = await readConfig(io);
      const current = config.contexts.find((c) => c.name === config.current);
      const known = argument ?? globals.url ?? io.env['SKERRY_URL'] ?? current?.url ?? (await readQuickstart(io))?.url;
      const url = checkedUrl(known ?? (await askText(cli, 'Address of the server', 'http://127.0.0.1:7480')));
      const name = options.user ?? (await askText(cli, 'User', current?.user));
      const password = await askPassword(cli, `Password of ${name}`, options.passwordStdin === true);
      const client = createClient({ url, userAgent });
      const { data } = await client.call('session.create', { body: { name, password } });
      const context = options.as ?? new URL(url).host;
      await writeConfig(io, withContext(await readConfig(io), { name: context, url, token: data.secret, user: name }));
      cli.say(
        `Logged in at ${url} as ${name}, until ${formatWhen(data.expiresAt, clockOf(io.env))}. Kept as context "${context}" in ${configPath(io)}.`,
      );
    });
};
