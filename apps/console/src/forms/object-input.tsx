import { MultiSelect, Select } from '@mantine/core';
import type { FieldInput } from '@skerry/contract';
import { useAll } from '../api/use-list.ts';
import { emptied } from './emptied.ts';
import type { Field } from './field.ts';
import type { Form } from './use-form.ts';
import { valueAt } from './values.ts';

interface ObjectInputProps {
  readonly field: Field;
  readonly input: Extract<FieldInput, { type: 'reference' }>;
  readonly form: Form<unknown>;
}

/** Chooses by name, holds numbers. */
export function ObjectInput({ field, input: { of, many }, form }: ObjectInputProps) {
  const { name, label, help, required, refusal = null, placeholder = '', among = () => true } = field;
  const { items } = useAll(of);
  const data = items.filter(among).map((item) => ({ value: String(item.id), label: item.name }));
  const error = form.errorOf(name);
  const disabled = refusal !== null;
  const common = {
    label,
    description: refusal ?? help,
    disabled,
    withAsterisk: required,
    placeholder,
    data,
    error,
    searchable: true,
  };
  const value = valueAt(form.values, name);
  return many ? (
    <MultiSelect
      {...common}
      value={((value as number[] | undefined) ?? []).map(String)}
      onChange={(chosen) => form.set(name, chosen.length === 0 ? emptied(field, form) : chosen.map(Number))}
    />
  ) : (
    <Select
      {...common}
      value={typeof value === 'number' ? String(value) : null}
      onChange={(chosen) => form.set(name, chosen === null ? '' : Number(chosen))}
      clearable={!required && field.default === undefined}
    />
  );
}
