import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Columns of a terminal that the text takes; wide characters take two, colours none. */
export const textWidth = (text: string): number => stringWidth(text);

/** Not longer than `width` columns; what is cut off is shown by "…". Give plain text: colours come after. */
export function truncate(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width < 1) return '';
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const next = used + textWidth(segment);
    if (next > width - 1) break;
    kept += segment;
    used = next;
  }
  return `${kept}…`;
}

export const pad = (text: string, width: number, right = false): string => {
  const gap = ' '.repeat(Math.max(0, width - textWidth(text)));
  return right ? gap + text : text + gap;
};

/** One line that can do no harm to a terminal, whatever a guest or a user put into it. */
export const oneLine = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/\s+/g, ' ')
    // eslint-disable-next-line no-control-regex -- they are what is removed
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
