import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnsweredCommand } from '@skerry/store/layout/records';
import { type AnswerKept, setAnswered } from './command-history.ts';
import { MultiIndex } from './multi-index.ts';
import { RecordShares } from './record-shares.ts';

const finished = (id: number, instanceId: number | undefined): AnsweredCommand =>
  ({
    command: {
      id,
      clusterId: 1,
      userId: id % 2,
      order:
        instanceId === undefined
          ? { type: 'lose-host', hostId: 3 }
          : { type: 'instance', instanceId, command: { type: 'start' } },
    },
    result: { commandId: id, outcome: 'applied' },
  }) as AnsweredCommand;

const step = fc.tuple(
  fc.integer({ min: 1, max: 12 }),
  fc.constantFrom('forgotten' as const, 'no instance' as const, 1, 2, 3),
);

test('the answered commands of an instance are found as if all were looked through', () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const kept = {
        answered: new Map<number, AnswerKept>(),
        answeredByInstance: new MultiIndex<'instance', number>(),
        answeredShares: new RecordShares(),
      };
      for (const [id, what] of steps) {
        setAnswered(
          kept,
          id,
          what === 'forgotten' ? undefined : finished(id, what === 'no instance' ? undefined : what),
        );
      }
      for (const instanceId of [1, 2, 3]) {
        const all = [...kept.answered].filter(([, one]) => one.instanceId === instanceId).map(([id]) => id);
        expect(new Set(kept.answeredByInstance.get('instance', instanceId))).toEqual(new Set(all));
      }
    }),
  );
});
