import { frontEndKeys, isCatalogueKind } from '@skerry/store/layout/front-end';
import { join } from 'node:path';
import type { FrontEndKnowledge } from '../knowledge.ts';
import type { Leak } from '../leak.ts';
import type { Judge } from '../view.ts';

/**
 * Names that the front-end holds for objects that are not there. They keep nobody from anything: who asks for one gets
 * it, and the front-end removes the rest every few minutes. One that stays says that this does not happen.
 */
export const judgeNames: Judge = ({ site, before, after }) => {
  const directory = site.frontEndDirectory;
  const [first, second] = [before, after].map(({ frontEnd }) => new Set(frontEnd && held(frontEnd)));
  if (directory === undefined || first === undefined || second === undefined) return [];
  return [...first].flatMap((key): Leak[] => {
    const id = after.frontEnd?.names.get(key);
    if (!second.has(key) || id === undefined || id !== before.frontEnd?.names.get(key)) return [];
    const [, , kind = '', , name = ''] = key.split('/');
    return [
      {
        class: 'name',
        what: `name "${name}" of a ${kind} that is gone`,
        where: key,
        because: `There is no ${kind} ${id} any more.`,
        mend: {
          kind: 'safe',
          steps: [
            {
              do: 'commit',
              store: join(directory, 'store.db'),
              conditions: [{ key: holder(kind, id), is: 'absent' }],
              writes: [{ op: 'delete', key }],
            },
          ],
        },
      },
    ];
  });
};

/** Present as long as there is such an object: what clusters keep lies where it was ordered from. */
const holder = (kind: string, id: number): string =>
  isCatalogueKind(kind) ? frontEndKeys.catalogue(kind, id) : frontEndKeys.placed(kind, id);

/** Keys whose object is not there. */
const held = ({ names, objects }: FrontEndKnowledge): string[] =>
  [...names].flatMap(([key, id]) => (objects.has(`${key.split('/')[2]}/${id}`) ? [] : [key]));
