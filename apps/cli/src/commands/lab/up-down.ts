import { type Command, Option } from 'commander';
import type { ImageName } from '@skerry/images';
import type { Cli } from '../../cli.ts';
import { usage } from '../../failure/cli-error.ts';
import { printedPlainly } from '../../output/show.ts';
import { parseMiB } from '../../output/units.ts';
import { createSteps } from '../../progress/steps.ts';
import { enterContext, leaveContext } from './lab-context.ts';
import { openLab } from './open-lab.ts';

interface UpFlags {
  readonly clusters?: number;
  readonly hosts?: number;
  readonly hostCpus?: number;
  readonly hostMemory?: number;
  readonly image?: readonly ImageName[];
}

export function addUpDown(command: Command, cli: Cli): void {
  command
    .command('up')
    .description('Start a front-end, Edge Clusters and hosts; goes on where an earlier try ended')
    .option('--clusters <n>', 'Edge Clusters (default 2)', count('--clusters'))
    .option('--hosts <n>', 'Hosts in each (default 3)', count('--hosts'))
    .option('--host-cpus <n>', 'Processors that each host offers (default: its share)', count('--host-cpus'))
    .option('--host-memory <size>', 'Memory that each host offers (default: its share)', (text) =>
      parseMiB(text, '--host-memory'),
    )
    .addOption(new Option('--image <names...>', 'Images to put in (default tiny)').choices(['tiny', 'debian-12']))
    .action(async (flags: UpFlags, self: Command) => {
      const lab = await openLab(cli, self);
      const { clusters, hosts, hostCpus, hostMemory, image } = flags;
      const result = await lab.up({
        step: createSteps(cli),
        ...(clusters === undefined ? {} : { clusters }),
        ...(hosts === undefined ? {} : { hostsPerCluster: hosts }),
        ...(hostCpus === undefined ? {} : { cpus: hostCpus }),
        ...(hostMemory === undefined ? {} : { memoryMiB: hostMemory }),
        ...(image === undefined ? {} : { images: image }),
      });
      const words = await enterContext(cli, lab);
      const { found, seconds, imageSeconds, state, url } = result;
      if (printedPlainly(cli, { url, directory: lab.paths.root, found, seconds, imageSeconds, ...state })) return;
      const size = `${plural(state.clusters, 'cluster')} of ${plural(state.hostsPerCluster, 'host')}`;
      const took = `${seconds.toFixed(1)} s, the image ${imageSeconds.toFixed(1)} s more`;
      cli.say(found ? `The lab is running already: ${size}.` : `\n${size} came up in ${took}.`);
      const off = Object.entries(state.nodes)
        .filter(([, node]) => node.off)
        .map(([name]) => name);
      if (off.length > 0) cli.say(`Switched off, and left so: ${off.join(', ')}. On again: skerry lab start ${off[0]}`);
      cli.say(`API and console: ${url}/   log in as ${lab.credentials().user}, password in ${lab.paths.credentials}\n`);
      const where = self.optsWithGlobals<{ state?: string }>().state;
      const there = where === undefined ? '' : ` --state ${where}`;
      cli.print('Try next:');
      cli.print(`  skerry${words} instance create web --template tiny-1 --kind container --wait`);
      cli.print(`  skerry lab cut cluster1${there} && skerry${words} cluster list`);
      cli.print(`  skerry lab status${there}`);
    });
  command
    .command('down')
    .description('Take everything away; logs stay')
    .option('--purge', 'Delete the logs too')
    .action(async ({ purge }: { purge?: boolean }, self: Command) => {
      const lab = await openLab(cli, self);
      const result = await lab.down({ purge: purge ?? false });
      await leaveContext(cli, lab);
      if (printedPlainly(cli, result)) return;
      if (result.nothing) cli.say(`There was no lab in ${lab.paths.root}.`);
      else cli.say(`The lab is gone: ${plural(result.machines, 'process', 'processes')} ended.`);
      if (result.silentLoops.length > 0) {
        const { silentLoops } = await import('@skerry/host-os');
        const { message, hint } = silentLoops(result.silentLoops);
        cli.say(`${message}\n  ${hint}`);
      }
      if (result.logs !== undefined) cli.say(`Its logs are in ${result.logs}; skerry lab down --purge deletes them.`);
    });
}

const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

const count = (flag: string) => (text: string) => {
  const n = Number(text);
  if (Number.isInteger(n) && n >= 1) return n;
  throw usage(`${flag}: "${text}" is not a whole number above zero.`);
};
