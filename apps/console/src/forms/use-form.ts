/**
 * A form over a schema of the contract. Errors show at their field: those of the schema after the field was left or the
 * form was sent, those of the API until the field changes.
 */
import { type ChangeEvent, type FormEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { errorAt, errorsOfApi, errorsOfIssues, type FieldErrors, withoutEmpty } from './field-errors.ts';
import type { Schema } from './schema.ts';
import { showFirstWrong } from './first-wrong.ts';
import { valueAt, type Values, withValue } from './values.ts';

export interface Form<T> {
  readonly values: Values;
  /** What the object has that is being changed; undefined: it is a new one. */
  readonly before: Values | undefined;
  readonly set: (field: string, value: unknown) => void;
  readonly errorOf: (field: string) => string | undefined;
  /** What is wrong with no field in particular. */
  readonly trouble: unknown;
  /** Fields that are wrong, once somebody tried to send the form. */
  readonly wrong: number;
  /** What is wrong where no field of this form stands for it. */
  readonly unmarked: readonly string[];
  readonly busy: boolean;
  /** What would be sent now; undefined while something is wrong. */
  readonly ready: T | undefined;
  /** What a dry run was answered; undefined: nothing is wrong. Shows at fields that were left. */
  readonly tried: (error: unknown) => void;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  readonly text: (field: string) => TextProps;
  readonly number: (field: string) => NumberProps;
  readonly checked: (field: string) => CheckedProps;
  readonly choice: (field: string) => ChoiceProps;
}
interface Common {
  readonly name: string;
  readonly error: string | undefined;
  readonly onBlur: () => void;
}
interface TextProps extends Common {
  readonly value: string;
  readonly onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
}
interface NumberProps extends Common {
  readonly value: number | string;
  readonly onChange: (value: number | string) => void;
}
interface CheckedProps extends Common {
  readonly checked: boolean;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}
interface ChoiceProps extends Common {
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

/**
 * `send` gets what the schema made of the values; what it throws is shown. `before`: the object that is being changed,
 * so that what somebody empties is told from what was never filled in.
 */
export function useForm<T>(
  schema: Schema<T>,
  initial: Values,
  send: (value: T) => Promise<void>,
  before?: Values,
): Form<T> {
  const [values, setValues] = useState<Values>(initial);
  const [touched, setTouched] = useState<ReadonlySet<string> | 'all'>(new Set());
  const [refused, setRefused] = useState<FieldErrors>({});
  const [foreseen, setForeseen] = useState<FieldErrors>({});
  const [trouble, setTrouble] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [failures, setFailures] = useState(0);
  const [found, setFound] = useState(true);
  const form = useRef<HTMLFormElement>(null);
  const result = useMemo(() => schema.safeParse(withoutEmpty(values, before)), [schema, values, before]);
  const wrong = useMemo(() => (result.success ? {} : errorsOfIssues(result.error.issues)), [result]);

  const set = useCallback((field: string, value: unknown) => {
    setValues((old) => withValue(old, field, value));
    setRefused((old) => withoutField(old, field));
    setForeseen((old) => withoutField(old, field));
  }, []);
  const touch = (field: string) => setTouched((old) => (old === 'all' ? old : new Set([...old, field])));
  const errorOf = (field: string) =>
    errorAt(refused, field) ??
    (touched === 'all' || touched.has(field) ? (errorAt(wrong, field) ?? errorAt(foreseen, field)) : undefined);
  const tried = useCallback((error: unknown) => setForeseen(errorsOfApi(error)), []);

  // After it was drawn: the field must be marked before it can be found, and a button that was busy has lost the focus.
  useEffect(() => {
    if (failures > 0 && form.current !== null) setFound(showFirstWrong(form.current));
  }, [failures]);
  const fail = () => setFailures((n) => n + 1);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    form.current = event.currentTarget;
    setTouched('all');
    setTrouble(undefined);
    if (busy) return;
    if (!result.success) return fail();
    setBusy(true);
    send(result.data)
      .catch((error: unknown) => {
        const fields = errorsOfApi(error);
        setRefused(fields);
        setTrouble(error);
        fail();
      })
      .finally(() => setBusy(false));
  };

  const common = (field: string): Common => ({ name: field, error: errorOf(field), onBlur: () => touch(field) });
  const at = (field: string) => valueAt(values, field);
  return {
    values,
    before,
    set,
    errorOf,
    trouble,
    wrong: touched === 'all' ? Object.keys(wrong).length : 0,
    unmarked: found ? [] : Object.values(wrong),
    busy,
    ready: result.success ? result.data : undefined,
    tried,
    onSubmit,
    text: (field) => ({
      ...common(field),
      value: (at(field) as string | undefined) ?? '',
      onChange: (event) => set(field, event.currentTarget.value),
    }),
    number: (field) => ({
      ...common(field),
      value: (at(field) as number | undefined) ?? '',
      onChange: (value) => set(field, value),
    }),
    checked: (field) => ({
      ...common(field),
      checked: at(field) === true,
      onChange: (event) => set(field, event.currentTarget.checked),
    }),
    choice: (field) => ({
      ...common(field),
      value: at(field) === undefined || at(field) === '' ? null : String(at(field)),
      onChange: (value) => set(field, value ?? ''),
    }),
  };
}

const withoutField = (errors: FieldErrors, field: string): FieldErrors =>
  Object.fromEntries(Object.entries(errors).filter(([at]) => !`${at}.`.startsWith(`${field}.`)));
