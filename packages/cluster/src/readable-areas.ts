import { siteKeys } from '@skerry/store/layout/controller';
import { type ReadableArea, recordArea } from '@skerry/feed';
import type { Json } from '@skerry/store';
import { keys } from './keys.ts';

const part = (value: Json, name: string): Json =>
  typeof value === 'object' && value !== null && name in value ? ((value as Record<string, Json>)[name] ?? null) : null;

/** Commands given at the site that were answered: what each was, and what came of it. */
const history: ReadableArea = {
  prefix: siteKeys.history,
  problem(key, value) {
    const ofCommand = recordArea('commands', '').problem(key, part(value, 'command'));
    return ofCommand ?? recordArea('cluster-state', '').problem(`command-result/${key}`, part(value, 'result'));
  },
};

/** Of the controller's store what others told, and what is made of it. */
export const readableAreas: readonly ReadableArea[] = [
  recordArea('catalogue', keys.catalogue, { cursorOf: () => keys.cursor('catalogue', 'front-end') }),
  recordArea('cluster-state', keys.state),
  recordArea('intents', keys.intents, { owner: /^\d+\// }),
  recordArea('observations', keys.observed, {
    owner: /^\d+\//,
    cursorOf: (key) => keys.cursor('observations', String(Number(key.split('/')[0]))),
  }),
  recordArea('commands', siteKeys.commands),
  history,
];
