import type { Happening, HappeningKind } from '@skerry/domain';
import { assertNever } from '@skerry/kit';

/** How people call what a command asks. */
const verbs: Readonly<Record<string, string>> = { update: 'change', create: 'create' };

export const askedSentence = (who: string, asked: string, outcome: string): string =>
  `${who} asked to ${verbs[asked] ?? asked} it: ${outcome}`;

/** What happened, for people. `host`: what its reader calls the host. */
export function happeningSentence(
  { what, generation, toReboot, forced, step, message }: Happening & { readonly what: Told },
  host: string,
): string {
  switch (what) {
    case 'placed':
      return `It was placed on ${host}.`;
    case 'unplaced':
      return `No host was found for it. ${message ?? ''}`.trim();
    case 'image-fetched':
      return `${sentenceCase(host)} fetched its image.`;
    case 'disk-made':
      return 'Its disk was made.';
    case 'started':
      return 'It was started.';
    case 'rebooted':
      return 'It was started again, as was asked for.';
    case 'restored':
      return 'It was started again by itself.';
    case 'found':
      return `It was found running on ${host}, which knew nothing of it.`;
    case 'paused':
      return generation === undefined ? 'It paused, and nobody had asked for it.' : 'It was paused.';
    case 'resumed':
      return generation === undefined ? 'It went on, and nobody had asked for it.' : 'It was resumed.';
    case 'asked-to-end':
      return 'It was asked to shut down.';
    case 'stopped':
      return `${forced ? 'It was ended by force' : 'It shut down'}${toReboot ? ', to be started again.' : '.'}`;
    case 'ended':
      return message === undefined ? 'It was shut down from within.' : `Its application ${message}.`;
    case 'crashed':
      return 'It crashed.';
    case 'host-restarted':
      return `It ended because ${host} was started anew.`;
    case 'lost':
      return message ?? 'It is lost with its host.';
    case 'failed':
      return `The step "${step ?? ''}" failed, and is tried again: ${message ?? ''}`;
    case 'mended':
      return `The step "${step ?? ''}" does not fail any more.`;
    default:
      return assertNever(what, 'happening');
  }
}

export type Told = Exclude<HappeningKind, 'command' | 'refused'>;

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
