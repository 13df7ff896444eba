import type { Register } from '../cli.ts';
import { fetchNames } from '../objects/names.ts';
import { printedPlainly } from '../output/show.ts';
import { renderFacts } from '../output/table.ts';

export const register: Register = (command, cli) => {
  command.action(async () => {
    const client = await cli.client();
    const { data: user } = await client.call('session.get');
    if (printedPlainly(cli, user)) return;
    if (cli.globals.output === 'name') {
      cli.print(user.name);
      return;
    }
    const names = await fetchNames(client, ['group']);
    const facts = [
      ['User', `${user.name} (${user.id})`],
      ['Groups', user.groupIds.map((id) => names.of('group', id)).join(', ')],
      ['Administrator', user.administrator ? 'yes' : 'no'],
      ['Server', client.url],
    ] as const;
    const cells = facts.map(([name, text]) => [name, { text }] as const);
    for (const line of renderFacts(cells, cli.io.columns, cli.colours)) cli.print(line);
  });
};
