import type { logLines } from '@skerry/contract';
import { plainText } from '@skerry/kit/plain-text';
import type { z } from 'zod';
import type { Cli } from '../../cli.ts';
import { usage } from '../../failure/cli-error.ts';
import { number } from '../../fields/typed-values.ts';
import { objectId } from '../../objects/object-ref.ts';
import { parseSeconds } from '../../output/units.ts';

export interface LogsOptions {
  readonly follow?: true;
  readonly tail?: string;
  readonly since?: string;
  readonly timestamps?: true;
}

type Lines = z.output<typeof logLines>['lines'];

/** How long one question waits on its host; the next one is asked at once. */
const waitSeconds = 5;

/** Prints what is there, and goes on from there when it shall be followed: nothing is left out or said twice. */
export async function followLogs(
  cli: Cli,
  ref: string,
  { follow, tail, since, timestamps }: LogsOptions,
): Promise<void> {
  const client = await cli.client();
  const id = await objectId(client, 'instance', ref);
  const wanted = {
    ...(tail === undefined ? {} : { tail: number(tail, '--tail') }),
    ...(since === undefined ? {} : { since: timeOf(since) }),
  };
  const first = (await client.call('instance.logs', { params: { id }, query: wanted })).data;
  print(cli, first.lines, timestamps === true);
  if (follow !== true) return first.lines.length === 0 ? cli.say('It has printed nothing yet.') : undefined;
  for (let { next } = first; ; ) {
    const { data } = await client.call('instance.logs', { params: { id }, query: { after: next, waitSeconds } });
    print(cli, data.lines, timestamps === true);
    next = data.next;
  }
}

function print(cli: Cli, lines: Lines, timestamps: boolean): void {
  for (const line of lines) {
    if (cli.globals.output === 'json') cli.print(JSON.stringify(line));
    else cli.print(`${timestamps && line.at !== undefined ? `${line.at} ` : ''}${plainText(line.text)}`);
  }
}

function timeOf(text: string): string {
  const time = Date.parse(text);
  if (/^\d{4}-/.test(text)) {
    if (Number.isNaN(time))
      throw usage(`--since: "${text}" is no time.`, 'Write it like 2026-11-29T12:00:00Z, or 10m.');
    return new Date(time).toISOString();
  }
  return new Date(Date.now() - parseSeconds(text, '--since') * 1000).toISOString();
}
