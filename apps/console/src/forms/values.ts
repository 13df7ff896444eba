/** What a form holds, by the dotted names of its fields. Pure. */
export type Values = Readonly<Record<string, unknown>>;

export const valueAt = (values: unknown, name: string): unknown =>
  name.split('.').reduce<unknown>((inner, key) => (inner as Values | undefined)?.[key], values);

/** The same with another value there; objects and lists on the way are made or copied. */
export function withValue(values: Values, name: string, value: unknown): Values {
  const [key = '', ...rest] = name.split('.');
  const inner = rest.length === 0 ? value : withValue((values[key] ?? {}) as Values, rest.join('.'), value);
  if (!Array.isArray(values)) return { ...values, [key]: inner };
  return (values as unknown[]).with(Number(key), inner) as unknown as Values;
}
