import { ApiError } from '@skerry/sdk';
import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { Cli } from '../cli.ts';
import { CliError, usage } from '../failure/cli-error.ts';
import { exitCodes } from '../failure/exit-code.ts';
import { addFlags, bodyFlags, bodyFrom, flagContext } from '../fields/body-flags.ts';
import { objectId } from '../objects/object-ref.ts';
import { formatBytes, formatSeconds, percent } from '../output/units.ts';
import { followImport } from '../progress/follow-import.ts';
import { createSteps } from '../progress/steps.ts';

/** Where it comes from is the file. */
const sources = ['name', 'path', 'url', 'upload.bytes', 'marketplaceId', 'reference'];

export function addImageVerbs(command: Command, cli: Cli): void {
  const flags = bodyFlags('image.create', sources);
  const upload = command
    .command('upload')
    .description('Make an image of a file of this machine; given again, it goes on where it was cut')
    .argument('<file>', 'A disk (qcow2, raw, vmdk, vdi, vhd, vhdx), an OVA, a CD image or a root tarball')
    .argument('[name]', 'Its name; the name of the file when it is not given')
    .option('--no-wait', 'Do not wait until it is made into an image');
  addFlags(upload, flags);
  upload.action(async (file: string, given: string | undefined, { wait }: { wait: boolean }) => {
    const name = given ?? nameOf(file);
    const content = await openAsBlob(file).catch((error: unknown) => {
      throw usage(`${file} cannot be read: ${(error as Error).message}.`);
    });
    if (content.size === 0) throw usage(`${file} is empty.`);
    const body = { ...(await bodyFrom(upload, flags, flagContext(cli))), name, upload: { bytes: content.size } };
    const id = await begunOrNew(cli, name, body);
    await send(cli, id, name, content);
    if (wait) await followImport(cli, id, name);
    else cli.say(`The image ${name} has the number ${id}; it is made now.`);
  });

  command
    .command('retry')
    .description('Try the import of an image again')
    .argument('<image>', 'Name or number')
    .option('--no-wait', 'Do not wait until it is imported')
    .action(async (ref: string, { wait }: { wait: boolean }) => {
      const client = await cli.client();
      const { data } = await client.call('image.retry', { params: { id: await objectId(client, 'image', ref) } });
      if (wait) await followImport(cli, data.id, data.name);
      else cli.say(`The image ${data.name} is imported again.`);
    });

  command
    .command('watch')
    .description('Wait until an image is imported, and show how far it is')
    .argument('<image>', 'Name or number')
    .action(async (ref: string) => {
      const client = await cli.client();
      await followImport(cli, await objectId(client, 'image', ref), ref);
    });
}

/** The name of a file without its ends: `debian-12.qcow2` is `debian-12`. */
const nameOf = (file: string): string =>
  basename(file)
    .replace(/\.(tar\.\w+|\w+)$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 63) || 'image';

/** One of the name that waits for an upload is gone on with. */
async function begunOrNew(cli: Cli, name: string, body: Record<string, unknown>): Promise<number> {
  const client = await cli.client();
  try {
    const { data } = await client.callAny('image.create', { body, idempotencyKey: randomUUID() });
    return (data as { readonly id: number }).id;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'name-taken') throw error;
    const { data } = await client.call('image.list', { query: { name, limit: 20 } });
    const begun = data.items.find(({ state, origin }) => state === 'importing' && origin?.source === 'upload');
    if (begun === undefined) throw error;
    cli.say(`The upload of ${name} is gone on with.`);
    return begun.id;
  }
}

async function send(cli: Cli, id: number, name: string, content: Blob): Promise<void> {
  const client = await cli.client();
  const stop = new AbortController();
  const interrupt = () => stop.abort(cut(name));
  process.once('SIGINT', interrupt);
  let began: { readonly at: number; readonly bytes: number } | undefined;
  try {
    await createSteps(cli)(`upload of ${name}`, async (say) => {
      await client.upload(id, content, {
        signal: stop.signal,
        onProgress(bytes) {
          began ??= { at: performance.now(), bytes };
          const rate = ((bytes - began.bytes) * 1000) / Math.max(1, performance.now() - began.at);
          const left = rate > 0 ? `, ${formatBytes(rate)}/s, ${formatSeconds((content.size - bytes) / rate)} left` : '';
          say(`${formatBytes(bytes)} of ${formatBytes(content.size)} (${percent(bytes / content.size)})${left}`);
        },
      });
      return formatBytes(content.size);
    });
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

const cut = (name: string): CliError =>
  new CliError('The upload was ended; what came is kept.', {
    exitCode: exitCodes.interrupted,
    hint: `The same command goes on with it; \`skerry image delete ${name}\` takes it away.`,
  });
