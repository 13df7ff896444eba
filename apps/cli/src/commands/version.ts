import type { Register } from '../cli.ts';
import { printedPlainly } from '../output/show.ts';
import { version } from '@skerry/kit/version';

/** Ours, and the server's where one answers: nobody should need a server to learn what is installed. */
export const register: Register = (command, cli) => {
  command.option('--client', 'Do not ask the server').action(async ({ client: own }: { client?: boolean }) => {
    const server = own ? undefined : await serverVersion();
    const found = { client: version, node: process.version, ...(server === undefined ? {} : { server }) };
    if (printedPlainly(cli, found)) return;
    cli.print(`skerry ${version} (Node ${process.version})`);
    if (server !== undefined) cli.print(`server ${server}`);
    else if (!own) cli.say('No server answers, or nobody is logged in.');
  });

  async function serverVersion(): Promise<string | undefined> {
    try {
      return (await (await cli.client()).call('status.get', { deadlineMs: 3_000 })).data.version;
    } catch {
      return undefined;
    }
  }
};
