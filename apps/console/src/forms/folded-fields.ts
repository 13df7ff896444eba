/** Fields that few fill in: they lie together, behind a heading that opens them. Pure. */
import type { TextKey } from '../i18n/texts.ts';
import type { Field } from './field.ts';

/** By what the names begin with. */
export const folds = { 'machine.': 'forms.machine' } as const satisfies Readonly<Record<string, TextKey>>;

export interface FoldedFields {
  /** Undefined: seen at once. */
  readonly title: TextKey | undefined;
  readonly fields: readonly Field[];
}

/** In the order of the fields; those of one fold stand together where its first stood. */
export function foldedFields(fields: readonly Field[]): FoldedFields[] {
  const found = new Map<TextKey, Field[]>();
  const all: FoldedFields[] = [];
  for (const field of fields) {
    const title = Object.entries(folds).find(([start]) => field.name.startsWith(start))?.[1];
    const known = title && found.get(title);
    if (known) known.push(field);
    else {
      const members = [field];
      if (title !== undefined) found.set(title, members);
      all.push({ title, fields: members });
    }
  }
  return all;
}
