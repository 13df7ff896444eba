import type { ReactNode } from 'react';
import { signal } from '../api/signal.ts';
import type { Field } from './field.ts';
import type { Schema } from './schema.ts';
import type { Values } from './values.ts';

export interface FormQuestion {
  readonly title: string;
  readonly about?: ReactNode;
  readonly schema: Schema<unknown>;
  readonly fields: readonly Field[];
  readonly initial: Values;
  /** The object that is being changed, where it is not a new one. */
  readonly before?: Values;
  /** On the button: the verb. */
  readonly action: string;
  /** What it throws is shown in the form, which stays. */
  readonly send: (value: unknown) => Promise<void>;
}

export const openedForm = signal<FormQuestion | undefined>(undefined);

/** Shows a form over the page until it is sent or the user turns away. Only one stands at a time. */
export const openForm = (question: FormQuestion): void => openedForm.set(question);
