/**
 * Text that strangers wrote, fit to be shown: it lands in terminals, tables and logs. Control characters move cursors and
 * end lines, and what Unicode has to turn the direction of text makes a name look like another.
 */
const unfit = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const allUnfit = new RegExp(`${unfit.source}+`, 'gu');

/** In one line, and not longer than that many characters. */
export function plainWords(text: string, most = 500): string {
  // Of an endless text no more is looked at than could stay.
  const line = text
    .slice(0, most * 4)
    .replace(allUnfit, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= most) return line;
  // Half of a character may be left at the end.
  return `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Longer names are nobody's. */
const mostOfName = 255;

/** As it is, for it names something; nothing when it cannot be shown as it is. */
export function plainName(text: string): string | undefined {
  const fits = text !== '' && text.length <= mostOfName && !unfit.test(text) && text.trim() === text;
  return fits ? text : undefined;
}
