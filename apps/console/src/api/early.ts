/**
 * Asks what the first page will ask anyway, while its script is still on the way: a server needs about as long for the
 * answers as a browser for the script. The client takes them (`early-answers.ts`); what nobody takes is forgotten.
 * A script of its own, loaded before all others, so it imports nothing.
 */
export function questionsOf(pathname: string, search: string): readonly string[] {
  const always = ['/v1/sessions/current', '/v1/status'];
  // A view of one's own asks something else.
  return pathname === '/instances' && search === ''
    ? [...always, '/v1/instances?limit=100&sort=name&order=asc']
    : always;
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

// Not where there is no page, as in a test; and not when the client was faster and asks itself.
if (typeof document !== 'undefined' && !('skerryEarly' in globalThis) && !hasToken()) ask(globalThis.location);
