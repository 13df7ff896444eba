import type { Template } from '@skerry/domain';

/**
 * The template without networks that are gone; undefined when it names none of them. Where it named no other, it is silent
 * again: its instances join the usual network of their cluster.
 */
export function fewerNetworks(template: Template, gone: ReadonlySet<number>): Template | undefined {
  const { networkIds, nics, ...rest } = template;
  if (networkIds === undefined || !networkIds.some((id) => gone.has(id))) return undefined;
  const left = networkIds.filter((id) => !gone.has(id));
  const fixed = nics?.filter(({ networkId }) => !gone.has(networkId));
  return {
    ...rest,
    ...(left.length === 0 ? {} : { networkIds: left }),
    ...(fixed === undefined || fixed.length === 0 ? {} : { nics: fixed }),
  };
}
