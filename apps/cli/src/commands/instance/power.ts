import { type Command } from 'commander';
import { confirmLoss } from '../../ask.ts';
import type { Cli } from '../../cli.ts';
import { instanceNoun } from '../../nouns/instance.ts';
import { parseSeconds } from '../../output/units.ts';
import type { Awaited, Goal } from '../../progress/wait.ts';
import { lossOf, readAll } from '../../verbs/delete.ts';
import { addWaitOptions, type WaitFlags, waitIfAsked } from './wait-options.ts';

interface Verb {
  readonly description: string;
  readonly goal: Goal;
  readonly doing: string;
  /** The guest is asked to shut down, and may be given time for it. */
  readonly grace?: boolean;
}

const verbs = {
  start: { description: 'Start instances', goal: 'running', doing: 'starts' },
  stop: { description: 'Shut instances down', goal: 'stopped', doing: 'shuts down', grace: true },
  reboot: { description: 'Reboot instances', goal: 'rebooted', doing: 'reboots', grace: true },
  pause: { description: 'Freeze instances; they keep their memory', goal: 'paused', doing: 'is being paused' },
  resume: { description: 'Let paused instances go on', goal: 'running', doing: 'goes on' },
} as const satisfies Record<string, Verb>;

type Options = WaitFlags & { readonly grace?: string; readonly force?: boolean; readonly yes?: boolean };

const graceSeconds = ({ grace, force }: Options): number | undefined =>
  force ? 0 : grace === undefined ? undefined : parseSeconds(grace, '--grace');

const addGrace = (command: Command): Command =>
  command
    .option('--grace <time>', 'How long the guest may take to shut down before it is stopped by force')
    .option('--force', 'Stop it by force at once; data that it has not written is lost');

export function addPowerVerbs(command: Command, cli: Cli): void {
  for (const [verb, settings] of Object.entries(verbs) as [keyof typeof verbs, Verb][]) {
    const sub = command.command(verb).description(settings.description).argument('<instance...>', 'Names or numbers');
    if (settings.grace) addGrace(sub);
    addWaitOptions(sub, settings.goal).action(async (refs: string[], options: Options) => {
      const client = await cli.client();
      const instances = await readAll(cli, 'instance', refs);
      const grace = settings.grace ? graceSeconds(options) : undefined;
      const ordered: Awaited[] = [];
      for (const { id, name, clusterId } of instances) {
        const body = grace === undefined ? {} : { graceSeconds: grace };
        const { commands } = await client.callAny(`instance.${verb}`, { params: { id }, body });
        ordered.push({ id, name, clusterId, commands });
        if (!options.wait) cli.say(`${name} ${settings.doing}.`);
      }
      await waitIfAsked(cli, ordered, options, settings.goal);
    });
  }
}

export function addInstanceDelete(command: Command, cli: Cli): void {
  const sub = command
    .command('delete')
    .alias('rm')
    .description('Delete instances with their disks; names what is lost and asks')
    .argument('<instance...>', 'Names or numbers')
    .option('-y, --yes', 'Do not ask');
  addWaitOptions(addGrace(sub), 'gone').action(async (refs: string[], options: Options) => {
    const client = await cli.client();
    const instances = await readAll(cli, 'instance', refs);
    await confirmLoss(
      cli,
      instances.map((i) => lossOf(instanceNoun, i)),
      options.yes,
    );
    const grace = graceSeconds(options);
    const ordered: Awaited[] = [];
    for (const { id, name, clusterId } of instances) {
      const query = grace === undefined ? {} : { graceSeconds: grace };
      const { commands } = await client.call('instance.delete', { params: { id }, query });
      ordered.push({ id, name, clusterId, commands });
      if (!options.wait) cli.say(`${name} is being deleted.`);
    }
    await waitIfAsked(cli, ordered, options, 'gone');
  });
}
