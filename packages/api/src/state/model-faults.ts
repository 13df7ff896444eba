/** What failed in us because of one change or one listener: told, and passed over. */
export type OnFault = (about: { readonly key?: string; readonly listener?: true }, error: unknown) => void;

/** One record, or one reader, that fails must not stop the others: the process answers all of them. */
export function contained(onFault: OnFault, about: Parameters<OnFault>[0], work: () => void): void {
  try {
    work();
  } catch (error) {
    onFault(about, error);
  }
}

/** What the model is made of. The store holds more. */
const modelled: ReadonlySet<string> = new Set(['catalogue', 'commands', 'command-history', 'mirror', 'audit', 'link']);

/** False for what cannot be taken into the model, whatever its kind. */
export const isRecord = (area: string | undefined, value: unknown): boolean =>
  !modelled.has(area ?? '') || value === undefined || (typeof value === 'object' && value !== null);
