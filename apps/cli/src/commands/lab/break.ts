import type { Command } from 'commander';
import type { Lab } from '@skerry/lab/lab';
import type { Cli } from '../../cli.ts';
import { usage } from '../../failure/cli-error.ts';
import { printedPlainly } from '../../output/show.ts';
import { openLab } from './open-lab.ts';

const verbs = {
  cut: [
    'Cut the link of a cluster or a host to what is above it',
    (name: string) => `${name} is cut off. It goes on by itself; heal it with: skerry lab heal ${name}`,
  ],
  heal: ['Mend a link that was cut', (name: string) => `The link of ${name} is whole again.`],
  kill: [
    'End everything of a machine at once, as a power cut does; its disks stay',
    (name: string) => `${name} is off. Boot it with: skerry lab start ${name}`,
  ],
  start: ['Boot a machine that was killed', (name: string) => `${name} boots, and brings its guests back by itself.`],
} as const satisfies Record<string, readonly [string, (name: string) => string]>;

interface ShapeFlags {
  readonly rate?: string;
  readonly delay?: string;
  readonly loss?: string;
  readonly off?: boolean;
}

/** The verbs that do to the lab what the world does to real machines. */
export function addBreaking(command: Command, cli: Cli): void {
  for (const [verb, [description, sentence]] of Object.entries(verbs)) {
    command
      .command(verb)
      .description(description)
      .argument('<machine...>', 'cluster1, host2, front-end, ...')
      .action(async (names: string[], _: unknown, self: Command) => {
        const lab = await openLab(cli, self);
        for (const name of names) await lab[verb as keyof typeof verbs](name);
        if (await printedMachines(cli, lab, names)) return;
        for (const name of names) cli.say(sentence(name));
      });
  }
  command
    .command('shape')
    .description('Make links slow or lossy, both ways; without a machine: those of all clusters')
    .argument('[machine...]', 'cluster1, host2, ...')
    .option('--rate <rate>', 'At most this much, such as 100mbit')
    .option('--delay <time>', 'This much later, each way, such as 20ms')
    .option('--loss <share>', 'Lose this share of the packets, such as 1%')
    .option('--off', 'Take it all away')
    .action(async (given: string[], flags: ShapeFlags, self: Command) => {
      const { rate, delay, loss, off } = flags;
      if ((rate ?? delay ?? loss) === undefined && !off)
        throw usage('Nothing to do was given.', 'Add --rate, --delay or --loss, or --off to take all of it away.');
      const lab = await openLab(cli, self);
      const { parseDelay, parseLoss, parseRate, shapeText } = await import('@skerry/lab/shape');
      const shape = {
        ...(rate === undefined ? {} : { rate: parseRate(rate) }),
        ...(delay === undefined ? {} : { delayMs: parseDelay(delay) }),
        ...(loss === undefined ? {} : { loss: parseLoss(loss) }),
      };
      const all = async () =>
        ((await lab.status())?.nodes ?? []).filter((n) => n.role === 'controller').map((n) => n.name);
      const names = given.length > 0 ? given : await all();
      for (const name of names) await lab.shape(name, off ? {} : shape);
      if (await printedMachines(cli, lab, names)) return;
      for (const name of names)
        cli.say(off ? `The link of ${name} is as fast as it can be.` : `The link of ${name}: ${shapeText(shape)}.`);
    });
}

/** With `-o json`: the machines as they are now. */
async function printedMachines(cli: Cli, lab: Lab, names: readonly string[]): Promise<boolean> {
  if (cli.globals.output !== 'json' && cli.globals.output !== 'yaml') return false;
  const status = await lab.status();
  return printedPlainly(
    cli,
    (status?.nodes ?? []).filter((node) => names.includes(node.name)),
  );
}
