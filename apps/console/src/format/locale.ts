import { i18n } from '../i18n/i18n.ts';

/**
 * How numbers and times are written: in the language of the texts, and in the reader's own way of writing it where that
 * is known (British dates for a British reader of English).
 */
export function locale(): string {
  const language = i18n.language;
  const own = globalThis.navigator?.languages ?? [];
  return own.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;
}
