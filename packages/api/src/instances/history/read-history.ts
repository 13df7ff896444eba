/**
 * The history of an instance as a reader is told it: what its cluster wrote down, with the commands that were given here.
 * It owns nothing. Of a command that we know we believe ourselves: who gave it and what it was; of others, which were
 * given at the site, the cluster.
 */
import type { historyEntry } from '@skerry/contract';
import { type Command, type CommandResult, type Happening, isAdministrator, may, orderWord } from '@skerry/domain';
import type { z } from 'zod';
import type { Cloud } from '../../cloud.ts';
import { knownUser } from '../../explain/known-user.ts';
import type { Caller } from '../../requests/call.ts';
import { answeredCommand } from '../../state/command-history.ts';
import { keys } from '../../state/keys.ts';
import type { VisibleInstance } from '../visible.ts';
import { askedSentence, happeningSentence, type Told } from './sentence.ts';

export type HistoryEntry = z.input<typeof historyEntry>;

/** Of answered commands that the cluster did not write down: it is of an older version, or has forgotten them. */
const mostCommands = 50;

interface GivenCommand {
  readonly id: number;
  readonly userId: number;
  readonly issuedAt: string;
  readonly asked: string;
  readonly result?: CommandResult;
}

export async function readHistory(
  instance: VisibleInstance,
  cloud: Cloud,
  caller: Caller,
): Promise<{ entries: HistoryEntry[] }> {
  const told = (await cloud.store.get(keys.mirror(instance.clusterId, 'history', instance.id)))?.value;
  const happenings = told?.happenings ?? [];
  const given = await commandsGiven(instance, cloud);
  const reader = { cloud, caller, given, byGeneration: askedByGeneration(happenings, given) };
  const noted = new Set(happenings.map(({ commandId }) => commandId));
  const commands = [...given.values()].filter(({ id }) => !noted.has(id));
  const entries = [
    ...happenings.map((one) => entryOf(one, reader)),
    ...commands.map((one) => commandEntry(one, undefined, reader)),
  ];
  // Newest first; of the same time, what was written down later.
  const ordered = entries.toReversed().sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return { entries: ordered };
}

interface Reader {
  readonly cloud: Cloud;
  readonly caller: Caller;
  readonly given: ReadonlyMap<number, GivenCommand>;
  readonly byGeneration: ReadonlyMap<number, GivenCommand>;
}

async function commandsGiven(instance: VisibleInstance, cloud: Cloud): Promise<Map<number, GivenCommand>> {
  const { model, store } = cloud;
  const answered = [...model.answeredByInstance.get('instance', instance.id)].sort((a, b) => a - b);
  const given = new Map<number, GivenCommand>();
  for (const id of answered.slice(-mostCommands)) {
    const found = await answeredCommand(store, id);
    if (found !== undefined) given.set(id, givenCommand(found.command, found.result));
  }
  for (const command of model.pendingOf(instance.id)) given.set(command.id, givenCommand(command));
  return given;
}

const givenCommand = ({ id, userId, issuedAt, order }: Command, result?: CommandResult): GivenCommand => ({
  id,
  userId,
  issuedAt,
  asked: orderWord(order),
  ...(result === undefined ? {} : { result }),
});

/** Which command raised the intent to each generation: what followed from it was asked for by whom gave it. */
function askedByGeneration(happenings: readonly Happening[], given: ReadonlyMap<number, GivenCommand>) {
  const found = new Map<number, GivenCommand>();
  for (const one of happenings) {
    if (one.what !== 'command' || one.generation === undefined || found.has(one.generation)) continue;
    const command = asTold(one, given);
    if (command !== undefined) found.set(one.generation, command);
  }
  return found;
}

function asTold(one: Happening, given: ReadonlyMap<number, GivenCommand>): GivenCommand | undefined {
  const { commandId: id, userId, at, asked = 'change' } = one;
  if (id === undefined || userId === undefined) return undefined;
  return given.get(id) ?? { id, userId, issuedAt: at, asked, result: resultOf(id, one) };
}

const resultOf = (commandId: number, { what, code = 'refused', message = '' }: Happening): CommandResult =>
  what === 'refused'
    ? { commandId, outcome: 'refused', failure: { code, kind: 'refused', message } }
    : { commandId, outcome: 'applied' };

function entryOf(one: Happening, reader: Reader): HistoryEntry {
  const { what, at, generation, hostId, seconds, code, log } = one;
  if (what === 'command' || what === 'refused') {
    const command = asTold(one, reader.given);
    if (command !== undefined) return commandEntry(command, at, reader);
  }
  const cause = generation === undefined ? undefined : reader.byGeneration.get(generation);
  return {
    at,
    what: what === 'command' || what === 'refused' ? 'asked' : what,
    sentence: happeningSentence({ ...one, what: what as Told }, hostName(hostId, reader)),
    ...(cause === undefined ? {} : { by: byOf(cause.userId, reader), command: commandOf(cause) }),
    ...(hostId === undefined ? {} : { hostId }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(code === undefined ? {} : { code }),
    ...(log === undefined ? {} : { log }),
  };
}

/** `appliedAt`: when its cluster took it up, by that one's clock. */
function commandEntry(command: GivenCommand, appliedAt: string | undefined, reader: Reader): HistoryEntry {
  const { userId, asked, issuedAt, result } = command;
  const by = byOf(userId, reader);
  const outcome =
    result === undefined
      ? 'its cluster has not answered yet.'
      : result.outcome === 'applied'
        ? 'its cluster took it up.'
        : `refused. ${result.failure.message}`;
  const ms = appliedAt === undefined ? -1 : Date.parse(appliedAt) - Date.parse(issuedAt);
  return {
    at: issuedAt,
    what: 'asked',
    sentence: askedSentence(by.name ?? 'Another user', asked, outcome),
    by,
    command: commandOf(command),
    ...(ms >= 0 ? { seconds: Math.round(ms / 100) / 10 } : {}),
    ...(result?.outcome === 'refused' ? { code: result.failure.code } : {}),
  };
}

const commandOf = ({ id, asked, result }: GivenCommand) =>
  ({ id, asked, state: result?.outcome ?? 'waiting' }) as const;

function byOf(userId: number, { cloud: { model }, caller }: Reader) {
  const name = isAdministrator(caller) ? model.get('user', userId)?.name : knownUser(userId, caller, model);
  return { userId, ...(name === undefined ? {} : { name }) };
}

function hostName(hostId: number | undefined, { cloud: { model }, caller }: Reader): string {
  const host = hostId === undefined ? undefined : model.get('host', hostId);
  if (host !== undefined && may(caller, 'use', host)) return `the host "${host.name}"`;
  return hostId === undefined ? 'its host' : `host ${hostId}`;
}
