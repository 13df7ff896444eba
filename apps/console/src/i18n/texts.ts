/** Texts by their keys, with what is filled into them. Pure; a language is a tree of texts such as `en`. */
import type { en } from './en/resources.ts';

/** `a_one` and `a_other` are two forms of one text, asked for as `a`. */
type Base<Key extends string> = Key extends `${infer B}_one` ? B : Key extends `${infer B}_other` ? B : Key;
type Leaves<Tree, Path extends string> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? `${Path}${Base<Key>}` : Leaves<Tree[Key], `${Path}${Key}.`>;
}[keyof Tree & string];
export type TextKey = Leaves<typeof en, ''>;
export type TextValues = Readonly<Record<string, string | number | undefined>>;
export type Say = (key: TextKey, values?: TextValues) => string;

interface Texts {
  readonly [key: string]: string | Texts;
}

/** What stands between the places to be filled in, and their names: `['in ', 'minutes', ' min']`. */
type Parts = readonly string[];

/** A text in one language; what that lacks is said in the other. Without values a text is looked up once and kept. */
export function sayIn(language: string, texts: Texts, otherwise: Texts = texts): Say {
  const plural = new Intl.PluralRules(language);
  const known = new Map<string, Parts | undefined>();
  const find = (key: string): Parts | undefined => {
    if (!known.has(key)) {
      const found = leaf(texts, key) ?? leaf(otherwise, key);
      known.set(key, found?.split(/\{\{(\w+)\}\}/));
    }
    return known.get(key);
  };
  return (key, values) => {
    const count = values?.['count'];
    const form = typeof count === 'number' ? find(`${key}_${plural.select(count)}`) : undefined;
    const parts = form ?? find(key) ?? find(`${key}_other`);
    if (parts === undefined) return key;
    if (parts.length === 1) return parts[0] ?? '';
    return parts.map((part, i) => (i % 2 === 0 ? part : (values?.[part] ?? ''))).join('');
  };
}

function leaf(texts: Texts, key: string): string | undefined {
  let at: string | Texts | undefined = texts;
  for (const part of key.split('.')) at = typeof at === 'object' ? at[part] : undefined;
  return typeof at === 'string' ? at : undefined;
}
