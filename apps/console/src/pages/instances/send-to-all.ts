/** One request for each of many objects, and what became of each: taken, refused, or not sent at all. */
import { isUnsent, type Trouble, troubleOf } from '../../api/sentence.ts';

interface Named {
  readonly id: number;
  readonly name: string;
}
export interface Sent<T extends Named, A> {
  readonly done: readonly A[];
  readonly taken: readonly T[];
  readonly refused: readonly Trouble[];
  /** The server never answered: these may be sent again as they are. */
  readonly unsent: readonly T[];
}

/** Requests under way at once: the server has other users. */
const atOnce = 6;

export async function sendToAll<T extends Named, A>(
  objects: readonly T[],
  send: (object: T) => Promise<A>,
): Promise<Sent<T, A>> {
  const sent = { done: [] as A[], taken: [] as T[], refused: [] as Trouble[], unsent: [] as T[] };
  const queue = [...objects];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      try {
        sent.done.push(await send(next));
        sent.taken.push(next);
      } catch (error) {
        const { message, hint } = troubleOf(error, 'sending');
        if (isUnsent(error)) sent.unsent.push(next);
        else sent.refused.push({ message: objects.length === 1 ? message : `${next.name}: ${message}`, hint });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, work));
  return sent;
}

/** More names than these are counted: nobody reads a hundred. */
const namesShown = 8;

/** `a, b, c`, and how many more. */
export function namesOf(objects: readonly Named[]): string {
  const names = objects.slice(0, namesShown).map(({ name }) => name);
  return objects.length > namesShown ? `${names.join(', ')} + ${objects.length - namesShown}` : names.join(', ');
}
