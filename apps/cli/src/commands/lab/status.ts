import type { Command } from 'commander';
import type { NodeStatus } from '@skerry/lab/status';
import type { Cli } from '../../cli.ts';
import { printedPlainly } from '../../output/show.ts';
import { type Cell, renderTable } from '../../output/table.ts';
import { openLab } from './open-lab.ts';

const columns = [
  { title: 'MACHINE', priority: 1 },
  { title: 'STATE', priority: 1 },
  { title: 'LINK', priority: 1 },
  { title: 'SHAPED', priority: 2, shrinkTo: 12 },
  { title: 'ADDRESS', priority: 3 },
  { title: 'PID', priority: 4, right: true },
  { title: 'RUNS', priority: 5, shrinkTo: 16 },
  { title: 'LOG', priority: 6 },
];

export function addStatus(command: Command, cli: Cli): void {
  command
    .command('status')
    .description('What runs, its addresses, links and logs')
    .action(async (_: unknown, self: Command) => {
      const lab = await openLab(cli, self);
      const status = await lab.status();
      if (!status) {
        cli.exitCode = 3;
        if (printedPlainly(cli, null)) return;
        cli.say(`There is no lab in ${lab.paths.root}. Make one with: skerry lab up`);
        return;
      }
      const wrong = status.nodes.filter((node) => node.state !== 'on' || node.link === 'cut');
      if (printedPlainly(cli, status)) return;
      const { shapeText } = await import('@skerry/lab/shape');
      const rows = status.nodes.map((node): Cell[] => [
        { text: node.name },
        { text: node.state, tone: node.state === 'on' ? 'good' : node.state === 'off' ? 'faint' : 'bad' },
        { text: node.link ?? '', tone: node.link === 'cut' ? 'bad' : 'plain' },
        { text: node.shape ? shapeText(node.shape) : '' },
        { text: node.addresses.join(' ') },
        { text: node.pid === undefined ? '' : String(node.pid) },
        { text: programs(node) },
        { text: node.log },
      ]);
      const width = cli.globals.output === 'wide' ? Infinity : cli.io.columns;
      for (const line of renderTable(columns, rows, width, cli.colours)) cli.print(line);
      cli.say(`\n${status.directory}: ${status.url} ${status.apiAnswers ? 'answers' : 'does not answer'}`);
      for (const { name, site } of status.nodes)
        if (site !== undefined) cli.say(`Console of the site ${name}: ${site}`);
      if (!status.ready) cli.say('It never came up whole: skerry lab up goes on.');
      else if (wrong.length === 0) cli.say('Everything is on and connected.');
      else if (wrong.some((node) => node.state === 'stopped')) cli.say('skerry lab up starts what has stopped.');
    });
}

/** "agent, libvirtd, 2 qemu-system-x86" */
function programs({ processes }: NodeStatus): string {
  const counts = new Map<string, number>();
  for (const { name } of processes) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, n]) => (n === 1 ? name : `${n} ${name}`)).join(', ');
}
