/** The fields of a form, from the route that it is sent to, and what they hold at first. Pure. */
import { type RequestField, requestFields, type RouteId } from '@skerry/contract';
import { formatPermissions, newPermissions, type ObjectKind } from '@skerry/domain';
import type { Field, FieldChange } from './field.ts';
import { type FormPart, leftOut, partOf } from './left-out.ts';
import { valueAt, type Values, withValue } from './values.ts';

export type FieldChanges = Readonly<Record<string, FieldChange | undefined>>;

/** The name, what is the kind's own, and then what every object has; a part of them where there is a form for it. */
export function formFields(id: RouteId, changes: FieldChanges = {}, part?: FormPart): Field[] {
  const all = flat(requestFields(id));
  const isChange = id.endsWith('.patch');
  const shown =
    part === undefined
      ? all.filter(({ name }) => leftOut[id]?.[name] === undefined)
      : partOf(id, part).flatMap((wanted) => all.filter(({ name }) => name === wanted));
  const rank = ({ name, common }: RequestField) => (name === 'name' ? 0 : common ? 2 : 1);
  return shown
    .sort((a, b) => rank(a) - rank(b))
    .map((field) => ({
      ...field,
      // A secret that is there is not shown: nothing means that it stays.
      ...(isChange && cannotBeEmpty(field) && (part !== undefined || field.input.type !== 'secret')
        ? { required: true }
        : {}),
      ...changes[field.name],
    }));
}

/** Fields of an object stand by themselves; they are needed only where the object is. */
const flat = (fields: readonly RequestField[]): RequestField[] =>
  fields.flatMap((field) => {
    const { input, required } = field;
    if (input.type !== 'parts') return [field];
    return flat(input.fields).map((inner) => ({ ...inner, required: required && inner.required }));
  });

/** What an object always has: it can be another, but not none. */
function cannotBeEmpty({ name, input, clears }: RequestField): boolean {
  if (clears || name.includes('.')) return false;
  if (input.type === 'choice' || input.type === 'reference') return !input.many;
  return name === 'name' || ['number', 'size', 'time', 'secret'].includes(input.type);
}

/** What the API takes when nothing is said; shown, so that nobody has to guess. */
export function newValues(kind: ObjectKind, fields: readonly Field[], byAdministrator: boolean): Values {
  const permissions = formatPermissions(newPermissions(kind, byAdministrator));
  return fields.reduce<Values>((values, { name, default: usual }) => {
    const value = name === 'permissions' ? permissions : usual;
    return value === undefined ? values : withValue(values, name, value);
  }, {});
}

/** What an object has now. */
export function presentValues(object: Values, fields: readonly Field[]): Values {
  return fields.reduce<Values>((values, { name, input }) => {
    const value = valueAt(object, name) ?? (input.type === 'nics' ? nicsOf(object) : undefined);
    if (value === undefined) return values;
    return withValue(withBytes(object, name, values), name, value);
  }, {});
}

/** Its interfaces, also where nothing is fixed of them. */
const nicsOf = ({ networkIds }: Values): unknown =>
  (networkIds as readonly number[] | undefined)?.map((networkId) => ({ networkId }));

/** User data that is no text stands beside its field, under a name of its own. */
function withBytes(object: Values, name: string, values: Values): Values {
  const bytes = name.endsWith('.userData') ? valueAt(object, `${name}Base64`) : undefined;
  return bytes === undefined ? values : withValue(values, `${name}Base64`, bytes);
}
