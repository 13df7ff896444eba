import { join } from 'node:path';
import type { FrontEndKnowledge } from '../knowledge.ts';
import type { Leak } from '../leak.ts';
import type { Judge } from '../view.ts';

/**
 * Names that the front-end holds for objects that are not there, or that are called otherwise. They keep nobody from
 * anything: who asks for one gets it, and the front-end removes the rest within minutes. One that stays says that this
 * does not happen.
 */
export const judgeNames: Judge = ({ site, before, after }) => {
  const directory = site.frontEndDirectory;
  if (directory === undefined || before.frontEnd === undefined || after.frontEnd === undefined) return [];
  const { frontEnd } = after;
  const first = wrongNames(before.frontEnd);
  return [...wrongNames(frontEnd)].flatMap(([key, { id, modRevision }]): Leak[] => {
    if (first.get(key)?.id !== id) return [];
    const [, , kind = '', , name = ''] = key.split('/');
    const isThere = frontEnd.objects.has(`${kind}/${id}`);
    return [
      {
        class: 'name',
        what: `name "${name}" of ${kind} ${id}, which is ${isThere ? 'called otherwise' : 'gone'}`,
        where: key,
        because: isThere ? `The ${kind} ${id} has another name.` : `There is no ${kind} ${id} any more.`,
        mend: {
          kind: 'safe',
          steps: [
            {
              do: 'commit',
              store: join(directory, 'store.db'),
              conditions: [{ key, is: 'unchanged-since', modRevision }],
              writes: [{ op: 'delete', key }],
            },
          ],
        },
      },
    ];
  });
};

/** Keys whose object does not have the name. */
const wrongNames = ({ names, objects }: FrontEndKnowledge) =>
  new Map(
    [...names].filter(([key, { id }]) => {
      const [, , kind = '', scope = '', name = ''] = key.split('/');
      return objects.get(`${kind}/${id}`)?.has(`${scope}/${name}`) !== true;
    }),
  );
