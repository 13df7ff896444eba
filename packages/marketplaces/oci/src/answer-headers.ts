/** What registries say beside a document. Pure; nonsense is nothing. */
import type { Allowance } from '@skerry/marketplace-contract';
import type { Answer } from '@skerry/outbound';

type Said = Pick<Answer, 'headers' | 'url'>;

/** Where the next page begins: what `Link` says, by its `last` alone, for where it points to we know already. */
export function lastOf({ headers, url }: Said): string | undefined {
  const [, target] = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(String(headers['link'] ?? '')) ?? [];
  if (target === undefined || !URL.canParse(target, url.href)) return undefined;
  return new URL(target, url).searchParams.get('last') ?? undefined;
}

/** `ratelimit-limit: 100;w=21600`, and the same of what remains; as Docker Hub counts. */
export function allowanceOf({ headers }: Pick<Said, 'headers'>, now: Date): Allowance | undefined {
  const limit = counted(headers['ratelimit-limit']);
  const remaining = counted(headers['ratelimit-remaining']);
  if (limit === undefined || remaining === undefined) return undefined;
  return {
    limit: limit.count,
    remaining: remaining.count,
    windowSeconds: remaining.window ?? limit.window ?? 0,
    seenAt: now.toISOString(),
  };
}

function counted(header: string | readonly string[] | undefined): { count: number; window?: number } | undefined {
  const [, count, window] = /^(\d{1,9})(?:;w=(\d{1,9}))?/.exec(String(header ?? '')) ?? [];
  if (count === undefined) return undefined;
  return { count: Number(count), ...(window === undefined ? {} : { window: Number(window) }) };
}
