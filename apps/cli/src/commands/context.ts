import type { Register } from '../cli.ts';
import { readConfig, writeConfig } from '../config/config-file.ts';
import { usage } from '../failure/cli-error.ts';
import { printedPlainly } from '../output/show.ts';
import { renderTable } from '../output/table.ts';

/** The servers that are known here. Secrets are never printed. */
export const register: Register = (command, cli) => {
  command
    .command('list')
    .alias('ls')
    .description('Servers that are known here')
    .action(async () => {
      const { contexts, current } = await readConfig(cli.io);
      const rows = contexts.map(({ name, url, user }) => ({ name, url, user, current: name === current }));
      if (printedPlainly(cli, rows)) return;
      if (cli.globals.output === 'name') {
        for (const row of rows) cli.print(row.name);
        return;
      }
      if (rows.length === 0) cli.say('None yet. `skerry login` makes one.');
      const columns = [
        { title: ' ', priority: 1 },
        { title: 'NAME', priority: 1 },
        { title: 'URL', priority: 2, shrinkTo: 20 },
        { title: 'USER', priority: 3 },
      ];
      const cells = rows.map((r) => [r.current ? '*' : '', r.name, r.url, r.user ?? ''].map((text) => ({ text })));
      if (rows.length > 0) for (const line of renderTable(columns, cells, cli.io.columns, cli.colours)) cli.print(line);
    });

  command
    .command('use')
    .description('Work with this server from now on')
    .argument('<context>', 'Its name')
    .action(async (name: string) => {
      const config = await readConfig(cli.io);
      const context = config.contexts.find((c) => c.name === name);
      if (context === undefined) throw usage(`There is no context "${name}".`, '`skerry context list` shows them.');
      await writeConfig(cli.io, { ...config, current: name });
      cli.say(`Now working with ${context.url}.`);
    });

  command
    .command('delete')
    .alias('rm')
    .description('Forget a server and its session')
    .argument('<context>', 'Its name')
    .action(async (name: string) => {
      const config = await readConfig(cli.io);
      const contexts = config.contexts.filter((c) => c.name !== name);
      if (contexts.length === config.contexts.length) throw usage(`There is no context "${name}".`);
      const current = config.current === name ? contexts[0]?.name : config.current;
      await writeConfig(cli.io, { contexts, ...(current === undefined ? {} : { current }) });
      cli.say(`The context ${name} is forgotten.`);
    });
};
