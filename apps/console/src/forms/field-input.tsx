import { MultiSelect, NumberInput, PasswordInput, Select, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useAll } from '../api/use-list.ts';
import type { Field } from './field.ts';
import { JsonField } from './json-field.tsx';
import { LabelsField } from './labels-field.tsx';
import { NicsField } from './nics-field.tsx';
import { PermissionsField } from './permissions-field.tsx';
import { SizeInput } from './size-input.tsx';
import type { Form } from './use-form.ts';
import { UserDataField } from './user-data-field.tsx';

interface FieldInputProps<F extends Field = Field> {
  readonly field: F;
  readonly form: Form<unknown>;
}

/** Draws what a field describes, and ties it to the form. */
export function FieldInput({ field, form }: FieldInputProps) {
  const { name, label, hint, required = false } = field;
  const common = { label, description: hint, withAsterisk: required };
  switch (field.type) {
    case 'text':
      return <TextInput {...common} {...form.text(name)} autoComplete="off" spellCheck={false} />;
    case 'prose':
      return <Textarea {...common} {...form.text(name)} autosize minRows={2} maxRows={10} />;
    case 'password':
      return (
        <PasswordInput
          {...common}
          {...form.text(name)}
          aria-invalid={form.errorOf(name) !== undefined}
          autoComplete="new-password"
        />
      );
    case 'code':
      return (
        <Textarea
          {...common}
          {...form.text(name)}
          autosize
          minRows={4}
          maxRows={20}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8125rem' } }}
        />
      );
    case 'user-data':
      return <UserDataField form={form} label={label} hint={hint} />;
    case 'number':
      return (
        <NumberInput
          {...common}
          {...form.number(name)}
          allowDecimal={(field.decimals ?? 0) > 0}
          decimalScale={field.decimals ?? 0}
          {...(field.unit === undefined ? {} : { suffix: ` ${field.unit}` })}
        />
      );
    case 'size':
      return <SizeInput form={form} name={name} label={label} hint={hint} required={required} />;
    case 'switch':
      return <Switch label={label} description={hint} {...form.checked(name)} />;
    case 'lines': {
      const value = (valueOf(form, name) as string[] | undefined) ?? [];
      return (
        <TagsInput {...common} value={value} error={form.errorOf(name)} onChange={(tags) => form.set(name, tags)} />
      );
    }
    case 'labels':
      return (
        <LabelsField
          value={(valueOf(form, name) as Record<string, string> | undefined) ?? {}}
          error={form.errorOf(name)}
          onChange={(labels) => form.set(name, labels)}
        />
      );
    case 'permissions':
      return (
        <PermissionsField
          value={String(valueOf(form, name))}
          error={form.errorOf(name)}
          hint={hint}
          onChange={(permissions) => form.set(name, permissions)}
        />
      );
    case 'json':
      return (
        <JsonField
          label={label}
          hint={hint}
          value={valueOf(form, name)}
          error={form.errorOf(name)}
          onChange={(value) => form.set(name, value)}
        />
      );
    case 'choice': {
      const data = [...field.options];
      return field.many === true ? (
        <MultiSelect
          {...common}
          data={data}
          value={(valueOf(form, name) as string[] | undefined) ?? []}
          error={form.errorOf(name)}
          onChange={(chosen) => form.set(name, chosen)}
        />
      ) : (
        <Select {...common} {...form.choice(name)} data={data} allowDeselect={!required} />
      );
    }
    case 'nics':
      return <NicsOfAnyNetwork field={field} form={form} />;
    case 'object':
      return <ObjectInput field={field} form={form} />;
  }
}

function NicsOfAnyNetwork({ field: { name, label, hint }, form }: FieldInputProps) {
  const { items } = useAll('network');
  return <NicsField form={form} name={name} label={label} hint={hint} networks={items} />;
}

/** Chooses by name, holds numbers. */
function ObjectInput({ field, form }: FieldInputProps<Extract<Field, { type: 'object' }>>) {
  const { name, label, hint, required = false, refusal = null, of, many } = field;
  const { items } = useAll(of);
  const data = items.map((item) => ({ value: String(item.id), label: item.name }));
  const error = form.errorOf(name);
  const description = refusal ?? hint;
  const disabled = refusal !== null;
  const common = { label, description, disabled, withAsterisk: required, data, error, searchable: true };
  const value = valueOf(form, name);
  return many === true ? (
    <MultiSelect
      {...common}
      value={((value as number[] | undefined) ?? []).map(String)}
      onChange={(chosen) => form.set(name, chosen.map(Number))}
    />
  ) : (
    <Select
      {...common}
      value={typeof value === 'number' ? String(value) : null}
      onChange={(chosen) => form.set(name, chosen === null ? '' : Number(chosen))}
      clearable={!required}
    />
  );
}

const valueOf = (form: Form<unknown>, name: string): unknown =>
  name.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], form.values);
