import type { Register } from '../cli.ts';
import { toneOf } from '../output/palette.ts';
import { printedPlainly } from '../output/show.ts';
import { renderFacts } from '../output/table.ts';
import { clockOf, formatWhen } from '../output/time.ts';
import { formatAge } from '../output/units.ts';

/** The cloud at a glance, and what a person should look at. */
export const register: Register = (command, cli) => {
  command.action(async () => {
    const client = await cli.client();
    const { data: s } = await client.call('status.get');
    if (printedPlainly(cli, s)) return;
    const count = (part: { total: number; online: number }) => ({
      text: `${part.online} of ${part.total} online`,
      tone: part.online < part.total ? ('bad' as const) : ('plain' as const),
    });
    const states = Object.entries(s.instances).filter(([, n]) => n > 0);
    const instances = states.map(([state, n]) => `${n} ${state}`).join(', ');
    const worst = states.some(([state]) => state === 'failed') ? toneOf('failed') : ('plain' as const);
    const facts = [
      ['Server', { text: `${client.url}, version ${s.version}, up ${formatAge(s.startedAt, new Date())}` }],
      ['Clusters', count(s.clusters)],
      ['Hosts', count(s.hosts)],
      ['Instances', { text: instances || 'none', tone: worst }],
    ] as const;
    for (const line of renderFacts(facts, cli.io.columns, cli.colours)) cli.print(line);
    if (s.site !== undefined)
      cli.print(`\n${s.site.sentence} (${s.site.link} since ${formatWhen(s.site.since, clockOf(cli.io.env))})`);
    if (s.attention.length === 0) cli.print('\nNothing needs your attention.');
    else cli.print(`\n${cli.colours.strong('Look at:')}`);
    const now = new Date();
    for (const a of s.attention) {
      const since = a.since === undefined ? '' : ` (for ${formatAge(a.since, now)})`;
      const mark = a.severity === 'problem' ? cli.colours.bad('problem') : cli.colours.busy('warning');
      cli.print(`  - ${mark}: ${a.kind} ${a.name} (${a.id}): ${a.sentence}${since}`);
      cli.print(cli.colours.faint(`    skerry ${a.kind} explain ${a.id}`));
    }
  });
};
