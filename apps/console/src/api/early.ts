/**
 * Asks what the first page will ask anyway, while its script is still on the way: a server needs about as long for the
 * answers as a browser for the script. The client takes them (`early-answers.ts`); what nobody takes is forgotten.
 * Draws the rows that come (`app/early-picture.ts`), then starts the console: to run its script takes a browser longer
 * than to fetch rows, and while it runs nothing is drawn. A script of its own, loaded before all others: it stays small.
 */
import { drawEarly } from '../app/early-picture.ts';

const list = '/v1/instances?limit=100&sort=name&order=asc';

export function questionsOf(pathname: string, search: string): readonly string[] {
  const always = ['/v1/sessions/current', '/v1/status'];
  // A view of one's own asks something else.
  return pathname === '/instances' && search === '' ? [...always, list] : always;
}

/** A pasted token is sent by the client alone, in a header. */
function hasToken(): boolean {
  try {
    return sessionStorage.getItem('skerry.token') !== null;
  } catch {
    return false;
  }
}

function ask({ pathname, search }: Location): void {
  const headers = { accept: 'application/json' };
  const answers = new Map(
    questionsOf(pathname, search).map((url) => [url, fetch(url, { headers, credentials: 'same-origin' })]),
  );
  // Whoever takes an answer hears of its failure; nobody else has to.
  for (const answer of answers.values()) answer.catch(() => undefined);
  (globalThis as { skerryEarly?: unknown }).skerryEarly = { at: performance.now(), answers };
}

/** Milliseconds for rows to be drawn first. Longer: where the server is slow, the console begins later for nothing. */
const headStartMs = 300;

async function begin(): Promise<void> {
  if (!hasToken()) ask(globalThis.location);
  // Its own file may come before the rest of the page.
  if (document.readyState === 'loading') {
    await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
  }
  const { skerryEarly: early } = globalThis as { skerryEarly?: { answers: Map<string, Promise<Response>> } };
  const rows = early?.answers.get(list);
  if (rows !== undefined) {
    const late = new Promise((resolve) => setTimeout(resolve, headStartMs));
    // What is wrong with the answer the console says, who asks again.
    await Promise.race([late, drawEarly(globalThis.location.pathname, rows).catch(() => undefined)]);
  }
  const script = document.querySelector<HTMLLinkElement>('link[data-start]');
  if (script !== null) await import(script.href);
}

// Not where there is no page, as in a test.
if (typeof document !== 'undefined') void begin();
