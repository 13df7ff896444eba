import type { RouteId } from '@skerry/contract';
import { type FormQuestion, openForm } from './open-form.ts';
import type { RouteFormOptions } from './route-form.ts';
import type { Values } from './values.ts';

type Question = Omit<FormQuestion, 'schema' | 'fields' | 'initial' | 'before' | 'send'> &
  RouteFormOptions & {
    readonly route: RouteId;
    /** `before`: what the fields held; of a new object nothing. What it throws is shown in the form, which stays. */
    readonly send: (value: object, before: Values) => Promise<void>;
  };

/** A form for what a route takes. Rejects when its code cannot be loaded. */
export async function openRouteForm({ route, send, ...question }: Question): Promise<void> {
  const { routeForm } = await import('./route-form.ts');
  const { title, about, action, ...options } = question;
  const form = routeForm(route, options);
  openForm({
    title,
    ...(about === undefined ? {} : { about }),
    action,
    ...form,
    send: (value) => send(value as object, form.before ?? {}),
  });
}
