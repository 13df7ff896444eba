/** What the values of a choice are called. One that has no text here is its own word, such as a signal. */
import { text } from '../i18n/i18n.ts';
import type { TextKey } from '../i18n/texts.ts';

/** By the name of the field: where the texts of its values stand, which pages show too. */
const texts = {
  type: ['marketplaces', 'types'],
  kind: ['objects', 'kinds'],
  kinds: ['objects', 'kinds'],
  rank: ['objects', 'policies'],
  antiAffinityMode: ['objects', 'antiAffinityModes'],
  restart: ['objects', 'restarts'],
  scope: ['people', 'tokens', 'scopes'],
  tokens: ['people', 'users', 'tokensAfterwards'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export function choiceWord(field: string, value: string): string {
  const at = (texts as Readonly<Record<string, readonly string[]>>)[field];
  if (at === undefined) return value;
  const key = [...at, value].join('.');
  const said = text(key as TextKey);
  return said === key ? value : said;
}
