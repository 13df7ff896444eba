import type { ObjectOf } from '../nouns/noun.ts';
import type { Cli } from '../cli.ts';
import { importStepWords } from '@skerry/domain';
import { setTimeout as delay } from 'node:timers/promises';
import { CliError } from '../failure/cli-error.ts';
import { exitCodes } from '../failure/exit-code.ts';
import { formatBytes, formatSeconds, percent } from '../output/units.ts';
import { createSteps } from './steps.ts';

type Image = ObjectOf<'image'>;

/** Milliseconds between two looks: how far an import is is no event. */
const lookMs = 500;

/** Until the image is ready or its import has failed. Ctrl-C ends only the looking. */
export async function followImport(cli: Cli, id: number, name: string): Promise<void> {
  const client = await cli.client();
  const stop = new AbortController();
  const interrupt = () => stop.abort(stoppedLooking(name));
  process.once('SIGINT', interrupt);
  try {
    await createSteps(cli)(name, async (say) => {
      for (;;) {
        const { data } = await client.call('image.get', { params: { id } });
        if (data.state === 'failed') throw failed(data);
        if (data.state !== 'importing') return readySentence(data);
        say(progressText(data));
        await delay(lookMs, undefined, { signal: stop.signal }).catch(() => {
          throw stop.signal.reason;
        });
      }
    });
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

/** "is fetched, 12 MiB of 100 MiB (12%), 5 MiB/s, 18s left". */
export function progressText({ progress }: Pick<Image, 'progress'>): string {
  if (progress === undefined) return '';
  const { step, bytes, of, bytesPerSecond, secondsLeft } = progress;
  const counts = step === 'uploading' || step === 'fetching' || step === 'making';
  const far = of === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(of)}`;
  return [
    importStepWords[step],
    ...(counts && (bytes > 0 || of !== undefined) ? [of ? `${far} (${percent(bytes / of)})` : far] : []),
    ...(counts && bytesPerSecond ? [`${formatBytes(bytesPerSecond)}/s`] : []),
    ...(counts && secondsLeft !== undefined ? [`${formatSeconds(secondsLeft)} left`] : []),
  ].join(', ');
}

const readySentence = ({ sizeMiB = 0, fileBytes = 0, origin }: Image): string =>
  [
    `ready, a disk of ${formatBytes(sizeMiB * 1024 ** 2)} in ${formatBytes(fileBytes)}`,
    ...(origin?.warnings ?? []),
  ].join('; ');

const failed = ({ name, failure }: Image): CliError =>
  new CliError(failure?.message ?? 'The import failed.', {
    exitCode: exitCodes.failed,
    hint: `${failure?.hint ?? ''} \`skerry image retry ${name}\` tries it again.`.trim(),
  });

const stoppedLooking = (name: string): CliError =>
  new CliError('Stopped watching; the import goes on.', {
    exitCode: exitCodes.interrupted,
    hint: `\`skerry image watch ${name}\` watches again.`,
  });
