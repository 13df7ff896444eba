/**
 * Uploads of this page. What is sent is kept by the server as it comes: a page that is closed ends the sending alone, and
 * whoever gives the same file again goes on.
 */
import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import { signal } from '../../api/signal.ts';
import { pathOf } from '../../app/places.ts';
import { text } from '../../i18n/i18n.ts';

interface Sent {
  readonly id: number;
  readonly name: string;
}

/** Numbers of the images whose content this page sends. */
export const sending = signal<ReadonlySet<number>>(new Set());

const ends = new Map<number, AbortController>();

/** Goes on while the page is there, whatever is looked at. */
export async function sendFile({ id, name }: Sent, file: File): Promise<void> {
  if (ends.has(id)) return;
  const end = new AbortController();
  ends.set(id, end);
  sending.update((all) => new Set([...all, id]));
  window.addEventListener('beforeunload', warn);
  try {
    await api().upload(id, file, { signal: end.signal });
    announce({ title: text('images.uploaded', { name }), state: 'done', path: pathOf('image', id) });
  } catch (error) {
    if (!end.signal.aborted) {
      announceTrouble(text('images.notUploaded', { name }), error, () => void sendFile({ id, name }, file));
    }
  } finally {
    ends.delete(id);
    sending.update((all) => new Set([...all].filter((other) => other !== id)));
    if (ends.size === 0) window.removeEventListener('beforeunload', warn);
  }
}

/** What came stays. */
export const pauseSending = (id: number): void => ends.get(id)?.abort();

/** The browser asks before it closes the page. */
const warn = (event: BeforeUnloadEvent): void => event.preventDefault();

/** The name of a file without its ends, as a name of an object may be: `debian 12.qcow2` is `debian-12`. */
export const nameOfFile = (file: string): string =>
  file
    .replace(/\.(tar\.\w+|\w+)$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 63);
