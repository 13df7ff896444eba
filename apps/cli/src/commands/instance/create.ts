import type { placementPlan } from '@skerry/contract';
import { type AskedNic, macNote } from '@skerry/domain';
import type { Command } from 'commander';
import type { z } from 'zod';
import type { Cli } from '../../cli.ts';
import { CliError, usage } from '../../failure/cli-error.ts';
import { exitCodes } from '../../failure/exit-code.ts';
import type { Body } from '../../fields/body-flags.ts';
import type { ObjectOf } from '../../nouns/noun.ts';
import { fetchNames } from '../../objects/names.ts';
import { printedPlainly, printList, printObject } from '../../output/show.ts';
import { renderTable } from '../../output/table.ts';
import { instanceNoun } from '../../nouns/instance.ts';
import type { Awaited } from '../../progress/wait.ts';
import { bodies, creator } from '../../verbs/create.ts';
import { addWaitOptions, type WaitFlags, waitIfAsked } from './wait-options.ts';

type Plan = z.output<typeof placementPlan>;

export function addInstanceCreate(command: Command, cli: Cli): void {
  const create = creator(command.command('create'), 'instance', 'instance.create');
  create.option('--dry-run', 'Only say where it would go, and why');
  create.option('--my-keys', 'With the SSH keys that are kept for you: skerry user update ME --ssh-key KEY');
  addWaitOptions(create, 'running').action(async (name: string | undefined) => {
    const { dryRun, myKeys, ...wait } = create.opts() as WaitFlags & { dryRun?: boolean; myKeys?: boolean };
    const given = await bodies(cli, create, 'instance.create', name);
    const wanted = myKeys ? await withOwnKeys(cli, given) : given;
    if (dryRun) {
      for (const body of wanted) await showPlan(cli, body);
      return;
    }
    const client = await cli.client();
    const made: Awaited[] = [];
    for (const body of wanted) {
      const { data, commands } = await client.callAny('instance.create', { body });
      const { id, name, clusterId } = data as ObjectOf<'instance'>;
      made.push({ id, name, clusterId, commands });
    }
    for (const { name, id } of made) cli.say(`The instance ${name} has the number ${id}.`);
    for (const { mac = '' } of wanted.flatMap((body) => (body['nics'] ?? []) as readonly AskedNic[])) {
      const note = macNote(mac);
      if (note !== undefined) cli.say(note);
    }
    const goal = wanted.every((body) => body['start'] === false) ? 'stopped' : 'running';
    await waitIfAsked(
      cli,
      made,
      wait,
      wanted.some((b) => b['start'] === false) && goal !== 'stopped' ? 'settled' : goal,
    );
    if (cli.globals.output !== 'table') await printMade(cli, made);
  });
}

/** Besides those that were named. */
async function withOwnKeys(cli: Cli, given: readonly Body[]): Promise<Body[]> {
  const { data: me } = await (await cli.client()).call('session.get');
  if (me.sshKeys === undefined || me.sshKeys.length === 0) {
    throw usage('No SSH keys are kept for you.', `Keep some: skerry user update ${me.name} --ssh-key @FILE`);
  }
  return given.map((body) => {
    const context = (body['context'] ?? {}) as { readonly sshKeys?: readonly string[] };
    return { ...body, context: { ...context, sshKeys: [...(context.sshKeys ?? []), ...(me.sshKeys ?? [])] } };
  });
}

/** As it is now, after the wait, if there was one. */
async function printMade(cli: Cli, made: readonly Awaited[]): Promise<void> {
  const client = await cli.client();
  const fresh = await Promise.all(
    made.map(async ({ id }) => (await client.call('instance.get', { params: { id } })).data),
  );
  if (fresh.length === 1 && fresh[0] && cli.globals.output !== 'wide') await printObject(cli, fresh[0]);
  else await printList(cli, instanceNoun, fresh);
}

async function showPlan(cli: Cli, body: Body): Promise<void> {
  const client = await cli.client();
  const { data } = await client.callAny('instance.create', { body, query: { dryRun: true } });
  const plan = data as Plan;
  if (!printedPlainly(cli, plan)) {
    const names = await fetchNames(client, ['host', 'cluster']);
    const where = `host ${names.of('host', plan.hostId)} in cluster ${names.of('cluster', plan.clusterId)}`;
    if (plan.placed) cli.print(cli.colours.good(`${String(body['name'])} would go to ${where}.`));
    cli.print(plan.message);
    for (const note of plan.notes ?? []) cli.print(note);
    if (plan.candidates.length > 0) {
      const columns = [
        { title: 'HOST', priority: 1 },
        { title: 'CLUSTER', priority: 3 },
        { title: 'SCORE', priority: 2, right: true },
        { title: 'WHY', priority: 1, shrinkTo: 20 },
      ];
      const rows = plan.candidates.map((c) => [
        { text: names.of('host', c.hostId) },
        { text: names.of('cluster', c.clusterId) },
        { text: c.score.toFixed(2) },
        { text: c.why },
      ]);
      for (const line of renderTable(columns, rows, cli.io.columns, cli.colours)) cli.print(line);
    }
    for (const [reason, count] of Object.entries(plan.refused)) {
      cli.print(`${count} ${count === 1 ? 'host' : 'hosts'} refused: ${reason}`);
    }
  }
  if (!plan.placed) {
    throw new CliError('There is no host for it now.', {
      exitCode: exitCodes.refused,
      hint: 'Change what is asked for, or add a host that offers it.',
    });
  }
}
