import { memory } from './memory.ts';

const storeKey = 'skerry.reloaded';
/** Milliseconds between two reloads that nobody asked for: a server whose files are broken must not make a page spin. */
const restMs = 60_000;

/** Loads this address anew, but only from a server that answers: else the browser would put its own page here. */
export async function reloadWhenAnswered(): Promise<void> {
  const answered = await fetch(globalThis.location.href, { cache: 'no-store', credentials: 'same-origin' }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (answered) globalThis.location.reload();
}

/** The same without anybody's wish, seldom. */
export async function reloadByItself(): Promise<void> {
  const last = Number(memory('session').get(storeKey) ?? 0);
  if (Date.now() - last < restMs) return;
  memory('session').set(storeKey, String(Date.now()));
  await reloadWhenAnswered();
}
