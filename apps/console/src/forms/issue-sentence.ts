/** What a schema says of a field, as a sentence for people. */
import { text } from '../i18n/i18n.ts';
import type { Issue } from './field-errors.ts';

/** How the library begins when the contract gave no sentence of its own. */
const unworded = /^(Invalid|Too|Unrecognized)/;

export function sentenceOf({ message, code, origin, minimum, maximum }: Issue): string {
  if (!unworded.test(message)) return message;
  if (message.endsWith('received undefined')) return text('forms.required');
  if (code === 'too_small' && minimum !== undefined) {
    if (origin === 'number' || origin === 'int') return text('forms.least', { number: String(minimum) });
    return minimum <= 1 ? text('forms.required') : text('forms.shortest', { count: Number(minimum) });
  }
  if (code === 'too_big' && maximum !== undefined) {
    if (origin === 'number' || origin === 'int') return text('forms.most', { number: String(maximum) });
    return text('forms.longest', { count: Number(maximum) });
  }
  return text('forms.unfit');
}
