/**
 * An index as lines of JSON: the first says what it is and how many follow, each other is an entry. Line by line, so that
 * a large one neither stands in memory twice nor holds up everybody else.
 */
import { instanceKinds } from '@skerry/domain';
import { sourceError } from '@skerry/outbound';
import { z } from 'zod';
import type { Entry } from './entry.ts';
import { MarketplaceIndex } from './marketplace-index.ts';
import { plainName } from './plain-words.ts';

const head = z.object({ marketplaceIndex: z.literal(1), readAt: z.iso.datetime(), entries: z.int().min(0) });

const name = z.string().refine((text) => plainName(text) !== undefined);

const entry = z.object({
  reference: name,
  name,
  description: z.string().optional(),
  architectures: z.array(z.string()),
  kinds: z.array(z.enum(instanceKinds)),
  version: z.string().optional(),
  publishedAt: z.string().optional(),
  sizeBytes: z.number().optional(),
  official: z.boolean().optional(),
});

export function* linesOfIndex({ readAt, entries }: MarketplaceIndex): Generator<string> {
  yield `${JSON.stringify({ marketplaceIndex: 1, readAt, entries: entries.length })}\n`;
  for (const each of entries) yield `${JSON.stringify(each)}\n`;
}

/**
 * Throws `source-not-understood` when it is none, or not whole: who kept it reads it from its marketplace again. Entries
 * that a later version wrote and this one does not know are left out.
 */
export async function indexOfLines(lines: AsyncIterable<string> | Iterable<string>): Promise<MarketplaceIndex> {
  let about: z.infer<typeof head> | undefined;
  let seen = 0;
  const entries: Entry[] = [];
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const parsed = jsonOf(line);
    if (about === undefined) {
      about = head.safeParse(parsed).data;
      if (about === undefined) throw broken('is no index of a marketplace');
      continue;
    }
    seen += 1;
    const { data } = entry.safeParse(parsed);
    if (data) entries.push(withoutUndefined(data));
  }
  if (about === undefined || seen !== about.entries) throw broken('is not whole');
  return MarketplaceIndex.of(entries, about.readAt);
}

const broken = (why: string) =>
  sourceError('source-not-understood', `The list that was kept ${why}.`, {
    hint: 'Read it from its marketplace again.',
  });

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const withoutUndefined = (data: z.infer<typeof entry>): Entry =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined)) as unknown as Entry;
