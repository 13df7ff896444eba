import type { RouteId } from '@skerry/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../api/client.ts';
import type { Listed } from '../api/list-state.ts';
import type { PageEntry } from './page-entry.ts';
import { commandsIn, type PaletteDeeds, possibleFirst } from './palette-deeds.ts';
import type { Choice } from './palette-entries.ts';

/** Objects that a name could mean; the palette shows no more of them. */
const perCommand = 6;
const none: readonly Choice[] = [];

/** `stop web-1` as choices: each object that the rest of the text names, and why not where it is not possible. */
export function useCommands(entries: readonly PageEntry[], typed: string, onClose: () => void): readonly Choice[] {
  const commands = useMemo(
    () =>
      entries.flatMap(({ deeds }) => {
        const of = deeds as PaletteDeeds | undefined;
        return of === undefined ? [] : commandsIn(typed, of.deeds).map((command) => ({ ...command, of }));
      }),
    [entries, typed],
  );
  const names = [...new Set(commands.map(({ name, of }) => `${of.kind} ${name}`))];
  const { data: found } = useQuery({
    queryKey: ['palette-objects', names],
    enabled: names.length > 0,
    // What can be done with it may have changed since the same was typed.
    staleTime: 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const answers = names.map(async (key) => {
        const at = key.indexOf(' ');
        const search = key
          .slice(at + 1)
          .replaceAll(/[,!\\]/g, '')
          .slice(0, 63);
        const query = { limit: perCommand, sort: 'name', ...(search === '' ? {} : { search }) };
        const { data } = await api().callAny(`${key.slice(0, at)}.list` as RouteId, { query, signal });
        return [key, (data as { items: readonly Listed[] }).items] as const;
      });
      return new Map(await Promise.all(answers));
    },
  });
  return useMemo(() => {
    if (commands.length === 0 || found === undefined) return none;
    const choices = commands.flatMap(({ deed, name, of }) =>
      (found.get(`${of.kind} ${name}`) ?? []).map((object): Choice => {
        const refusal = of.refusal(deed.id, object) ?? undefined;
        return {
          id: `${deed.id} ${of.kind} ${object.id}`,
          label: `${deed.command} ${object.name}`,
          icon: entries.find(({ shows }) => shows === of.kind)?.icon,
          ...(refusal === undefined ? {} : { refusal }),
          run: () => {
            if (refusal !== undefined) return;
            onClose();
            of.run(deed.id, object);
          },
        };
      }),
    );
    return possibleFirst(choices).slice(0, 2 * perCommand);
  }, [commands, found, entries, onClose]);
}
