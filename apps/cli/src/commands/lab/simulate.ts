import type { Command } from 'commander';
import { once } from 'node:events';
import type { Cli } from '../../cli.ts';
import { usage } from '../../failure/cli-error.ts';

interface Flags {
  readonly clusters: number;
  readonly hosts: number;
  readonly instances: number;
  readonly churn: number;
  readonly port: number;
}

/** Milliseconds between two lines of what it does. */
const sayEveryMs = 2000;

export function addSimulate(command: Command, cli: Cli): void {
  command
    .command('simulate')
    .description('A cloud of pretended hosts under a real front-end, to try the CLI and the console at scale')
    .option('--clusters <n>', 'Edge Clusters', number('--clusters', 1), 10)
    .option('--hosts <n>', 'Hosts in each', number('--hosts', 1), 10)
    .option('--instances <n>', 'Instances to create', number('--instances', 0), 1000)
    .option('--churn <n>', 'Operations a second from then on', number('--churn', 0), 0)
    .option('--port <n>', 'Of the API; 0 takes a free one', number('--port', 0), 0)
    .action(async (flags: Flags) => {
      const { startSimulatedCloud, simulatorPassword } = await import('@skerry/lab/simulator/simulated-cloud');
      const stop = new AbortController();
      const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then(() => stop.abort());
      const { clusters, hosts: hostsPerCluster, port } = flags;
      const onCluster = (ready: number) => {
        if (ready % 10 === 0 || ready === clusters) cli.say(`${ready} of ${clusters} clusters have joined.`);
      };
      const cloud = await startSimulatedCloud({ clusters, hostsPerCluster, port, random: Math.random, onCluster });
      try {
        const { url } = cloud.frontEnd;
        cli.say(`API and console: ${url}/   log in as admin, password ${simulatorPassword}`);
        cli.say(`For example: SKERRY_URL=${url} skerry login --user admin   Ctrl-C ends it.`);
        const lines = setInterval(() => cli.say(lineOf(cloud)), sayEveryMs);
        try {
          await Promise.race([cloud.workload.create(flags.instances), stopped]);
          if (flags.churn > 0) await cloud.workload.churn(flags.churn, stop.signal);
          await stopped;
        } finally {
          clearInterval(lines);
        }
      } finally {
        await cloud.close();
      }
    });
}

type Cloud = Awaited<ReturnType<typeof import('@skerry/lab/simulator/simulated-cloud')['startSimulatedCloud']>>;

function lineOf({ workload, frontEnd }: Cloud): string {
  const mine = process.memoryUsage().rss / 2 ** 20;
  return [
    `${workload.instances} instances`,
    `${workload.accepted} operations accepted`,
    `${workload.refused} refused`,
    `front-end ${frontEnd.resident().now.toFixed(0)} MiB`,
    `simulator ${mine.toFixed(0)} MiB`,
  ].join(', ');
}

const number = (flag: string, least: number) => (text: string) => {
  const n = Number(text);
  if (Number.isInteger(n) && n >= least) return n;
  throw usage(`${flag}: "${text}" is not a whole number from ${least} on.`);
};
