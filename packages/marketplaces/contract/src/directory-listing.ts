/**
 * The list of a folder as web servers show it: pages of nginx, Apache and others, and the JSON of nginx. Of a page only the
 * links to files in that folder are read, and what stands behind them as a date; sizes on pages are rounded. Pure.
 */
import { z } from 'zod';

export interface ListedFile {
  readonly name: string;
  /** Bytes, where they are exact. */
  readonly size?: number;
  /** ISO 8601. */
  readonly modifiedAt?: string;
}

/** Files of one folder; more is none that people look through. */
const mostFiles = 100_000;

const jsonListing = z.array(
  z.object({
    name: z.string(),
    type: z.string().optional(),
    size: z.number().optional(),
    mtime: z.string().optional(),
  }),
);

export function parseListing(text: string): ListedFile[] {
  const files = text.trimStart().startsWith('[') ? ofJson(text) : ofPage(text);
  return [...new Map(files.slice(0, mostFiles).map((file) => [file.name, file])).values()];
}

function ofJson(text: string): ListedFile[] {
  try {
    const entries = jsonListing.parse(JSON.parse(text));
    return entries
      .filter(({ type = 'file', name }) => type === 'file' && isName(name))
      .map(({ name, size, mtime }) => ({
        name,
        ...(size !== undefined && Number.isSafeInteger(size) && size >= 0 ? { size } : {}),
        ...dated(mtime ?? ''),
      }));
  } catch {
    return [];
  }
}

function ofPage(text: string): ListedFile[] {
  const links = [...text.matchAll(/<a\s[^>]{0,500}?href\s*=\s*(?:"([^"]{1,2000})"|'([^']{1,2000})')/gi)].slice(
    0,
    mostFiles,
  );
  return links.flatMap((link, i) => {
    const name = nameOf(link[1] ?? link[2] ?? '');
    // What stands between this link and the next is said of it.
    const end = links[i + 1]?.index ?? text.length;
    const said = text.slice(link.index, Math.min(end, link.index + 3_000)).replace(/<[^>]*>/g, ' ');
    return name === undefined ? [] : [{ name, ...dated(said) }];
  });
}

/** Of a link to a file in that folder; nothing for all others. */
function nameOf(href: string): string | undefined {
  const plain = href.replaceAll('&amp;', '&').replace(/^\.\//, '');
  if (/[?#/\\<>"]|^[a-z][a-z0-9+.-]*:/i.test(plain)) return undefined;
  try {
    const name = decodeURIComponent(plain);
    return isName(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

const isName = (name: string): boolean => !/[/\\]/.test(name) && !['', '.', '..'].includes(name);

const dates = [
  /\d{4}-\d\d-\d\d[ T]\d\d:\d\d/,
  /\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d/,
  /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8}/,
];

/** Taken for UTC, which the pages do not say. */
function dated(text: string): { modifiedAt?: string } {
  const found = dates.map((date) => date.exec(text)?.[0]).find((each) => each !== undefined);
  if (found === undefined) return {};
  const time = Date.parse(`${found.replace('T', ' ').replace(/-([A-Z][a-z]{2})-/, ' $1 ')} UTC`);
  return Number.isNaN(time) ? {} : { modifiedAt: new Date(time).toISOString() };
}
