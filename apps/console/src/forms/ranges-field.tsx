import { TagsInput } from '@mantine/core';
import { rangeIn, rangeText } from '@skerry/domain';
import { emptied } from './emptied.ts';
import type { Field } from './field.ts';
import type { Form } from './use-form.ts';
import { useText } from '../i18n/i18n.ts';
import { valueAt } from './values.ts';

interface RangesFieldProps {
  readonly field: Field;
  readonly form: Form<unknown>;
}

/** Ranges of addresses, as people write them. What is none stays as it was written, and the schema says so. */
export function RangesField({ field, form }: RangesFieldProps) {
  const t = useText();
  const { name, label, help, required } = field;
  const ranges = (valueAt(form.values, name) as Parameters<typeof rangeText>[0][] | undefined) ?? [];
  const change = (texts: readonly string[]) =>
    form.set(
      name,
      texts.length === 0 ? emptied(field, form) : texts.map((text) => rangeIn(text) ?? { first: text, last: text }),
    );
  return (
    <TagsInput
      label={label}
      description={`${help} ${t('forms.enterAfterEach')}`.trim()}
      withAsterisk={required}
      value={ranges.map(rangeText)}
      error={form.errorOf(name)}
      onChange={change}
    />
  );
}
