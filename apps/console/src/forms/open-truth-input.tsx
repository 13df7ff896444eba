import { Select } from '@mantine/core';
import { useText } from '../i18n/i18n.ts';
import type { Field } from './field.ts';
import type { Form } from './use-form.ts';
import { valueAt } from './values.ts';

interface OpenTruthInputProps {
  readonly field: Field;
  readonly form: Form<unknown>;
}

/** Whether nothing said is an answer of its own, beside yes and no. */
export const isLeftOpen = (field: Field, form: Form<unknown>): boolean =>
  field.clears || (form.before === undefined && field.default === undefined);

/** Yes, no, or as somebody else says. */
export function OpenTruthInput({ field, form }: OpenTruthInputProps) {
  const t = useText();
  const { name, label, help, placeholder = '' } = field;
  const value = valueAt(form.values, name);
  return (
    <Select
      label={label}
      description={help}
      placeholder={placeholder}
      data={[
        { value: 'yes', label: t('forms.yes') },
        { value: 'no', label: t('forms.no') },
      ]}
      {...form.choice(name)}
      value={typeof value === 'boolean' ? (value ? 'yes' : 'no') : null}
      onChange={(chosen) => form.set(name, chosen === null ? '' : chosen === 'yes')}
      allowDeselect
      clearable
    />
  );
}
