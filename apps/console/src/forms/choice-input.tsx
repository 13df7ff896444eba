import { MultiSelect, Select } from '@mantine/core';
import type { FieldInput } from '@skerry/contract';
import { choiceWord } from './choice-words.ts';
import { emptied } from './emptied.ts';
import type { Field } from './field.ts';
import type { Form } from './use-form.ts';
import { valueAt } from './values.ts';

interface ChoiceInputProps {
  readonly field: Field;
  readonly input: Extract<FieldInput, { type: 'choice' }>;
  readonly form: Form<unknown>;
}

/** One of a few values, or several. */
export function ChoiceInput({ field, input, form }: ChoiceInputProps) {
  const { name, label, help, required, placeholder = '', values = input.values } = field;
  // What would be taken instead of nothing is chosen already.
  const isOpen = !required && field.default === undefined;
  const data = values.map((value) => ({ value, label: choiceWord(name, value) }));
  const common = { label, description: help, withAsterisk: required, placeholder, data };
  return input.many ? (
    <MultiSelect
      {...common}
      value={(valueAt(form.values, name) as string[] | '' | undefined) || []}
      error={form.errorOf(name)}
      onChange={(chosen) => form.set(name, chosen.length === 0 ? (field.clears ? '' : emptied(field, form)) : chosen)}
    />
  ) : (
    <Select {...common} {...form.choice(name)} allowDeselect={isOpen} clearable={isOpen} />
  );
}
