import { siteKeys } from '@skerry/store/layout/controller';
import { answeredArea, type ReadableArea, recordArea } from '@skerry/feed';
import { keys } from './keys.ts';

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
  answeredArea(siteKeys.history),
];
