import { NumberInput, PasswordInput, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { assertNever } from '@skerry/kit';
import { AmountInput } from './amount-input.tsx';
import { sizeScale, timeScale } from './amount-scales.ts';
import { ChoiceInput } from './choice-input.tsx';
import { CommandLineField } from './command-line-field.tsx';
import type { Field } from './field.ts';
import { JsonField } from './json-field.tsx';
import { emptied } from './emptied.ts';
import { LabelsField } from './labels-field.tsx';
import { LinesField } from './lines-field.tsx';
import { NicsField } from './nics-field.tsx';
import { ObjectInput } from './object-input.tsx';
import { isLeftOpen, OpenTruthInput } from './open-truth-input.tsx';
import { PermissionsField } from './permissions-field.tsx';
import { RangesField } from './ranges-field.tsx';
import type { Form } from './use-form.ts';
import { UserDataField } from './user-data-field.tsx';
import { valueAt } from './values.ts';

export interface FieldInputProps {
  readonly field: Field;
  readonly form: Form<unknown>;
}

/** Draws what a field describes, and ties it to the form. */
export function FieldInput({ field, form }: FieldInputProps) {
  const { name, label, help, required, input, unit, placeholder, otherwise, autoFocus } = field;
  const common = {
    label,
    description: help,
    withAsterisk: required,
    ...(placeholder === undefined ? {} : { placeholder }),
  };
  const set = (value: unknown) => form.set(name, value);
  const plain = { autoComplete: 'off', spellCheck: false, 'data-autofocus': autoFocus } as const;
  switch (input.type) {
    case 'text':
      return <TextInput {...common} {...form.text(name)} {...plain} autoFocus={autoFocus === true} />;
    case 'prose':
      return <Textarea {...common} {...form.text(name)} autosize minRows={2} maxRows={10} />;
    case 'secret':
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
        <Textarea {...common} {...form.text(name)} autosize minRows={4} maxRows={20} spellCheck={false} styles={code} />
      );
    case 'number': {
      const usual = otherwise ?? field.default;
      return (
        <NumberInput
          {...common}
          {...form.number(name)}
          {...(typeof usual === 'number' ? { placeholder: String(usual) } : {})}
          allowDecimal={!input.whole}
          decimalScale={input.whole ? 0 : 4}
          {...(unit === undefined ? {} : { suffix: ` ${unit}` })}
        />
      );
    }
    case 'size':
      return <AmountInput field={field} form={form} scale={sizeScale} />;
    case 'time':
      return <AmountInput field={field} form={form} scale={timeScale} />;
    case 'truth':
      // Nothing said is neither yes nor no: a switch would say no.
      if (isLeftOpen(field, form)) return <OpenTruthInput field={field} form={form} />;
      return <Switch label={label} description={help} {...form.checked(name)} />;
    case 'words': {
      const words = (valueAt(form.values, name) as string[] | undefined) ?? [];
      return (
        <TagsInput
          {...common}
          value={words}
          error={form.errorOf(name)}
          onChange={(next) => set(next.length === 0 ? emptied(field, form) : next)}
        />
      );
    }
    case 'ranges':
      return <RangesField field={field} form={form} />;
    case 'ssh-keys':
      return <LinesField field={field} form={form} entryOf={(line) => line.trim()} />;
    case 'environment':
      return <LinesField field={field} form={form} entryOf={(line) => line.trimStart()} />;
    case 'command-line':
      return <CommandLineField field={field} form={form} />;
    case 'user-data':
      return <UserDataField form={form} label={label} hint={help} />;
    case 'labels':
      return (
        <LabelsField
          value={(valueAt(form.values, name) as Record<string, string> | undefined) ?? {}}
          error={form.errorOf(name)}
          onChange={set}
        />
      );
    case 'permissions':
      return (
        <PermissionsField
          value={String(valueAt(form.values, name))}
          error={form.errorOf(name)}
          hint={help === '' ? undefined : help}
          onChange={set}
        />
      );
    case 'json':
      return (
        <JsonField
          label={label}
          hint={help}
          value={valueAt(form.values, name)}
          error={form.errorOf(name)}
          onChange={set}
        />
      );
    case 'choice':
      return <ChoiceInput field={field} input={input} form={form} />;
    case 'reference':
      return <ObjectInput field={field} input={input} form={form} />;
    case 'nics':
      return <NicsField field={field} form={form} />;
    case 'parts':
      throw new TypeError(`${name} is asked for by its parts`);
    default:
      return assertNever(input);
  }
}

const code = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8125rem' } } as const;
