import { ApiError, ConnectionError, createClient } from '@skerry/sdk';
import type { Register } from '../cli.ts';
import { readConfig, writeConfig } from '../config/config-file.ts';
import { userAgent } from '../config/connect.ts';
import { usage } from '../failure/cli-error.ts';

/** Ends the session on the server too; where that is not reachable the secret is forgotten here all the same. */
export const register: Register = (command, cli) => {
  command.action(async () => {
    const config = await readConfig(cli.io);
    const name = cli.globals.context ?? config.current;
    const context = config.contexts.find((c) => c.name === name);
    if (context === undefined) throw usage('Nobody is logged in here.', '`skerry context list` shows the contexts.');
    const contexts = config.contexts.filter((c) => c !== context);
    const current = config.current === context.name ? contexts[0]?.name : config.current;
    try {
      const client = createClient({ url: context.url, token: context.token, userAgent });
      if (context.token !== undefined) await client.call('session.delete');
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof ConnectionError)) throw error;
      cli.say(`The session could not be ended on the server (${error.message}); it will expire by itself.`);
    }
    await writeConfig(cli.io, { contexts, ...(current === undefined ? {} : { current }) });
    cli.say(`Logged out of ${context.url}.`);
  });
};
