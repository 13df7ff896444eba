import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLoopbackPair, type Side } from '../loopback.ts';
import { until } from '../testing/until.ts';
import type { Session } from './session.ts';

type Step = 'tell-up' | 'tell-down' | 'cut' | 'heal' | 'turn' | 'restart-parent' | 'restart-child';
const steps = (...names: Step[]) => fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 60 });
const turn = () => new Promise(setImmediate);

/** Numbers told by each life, as the other side's lives received them. */
async function walk(path: Step[]) {
  const told = new Map<string, number>();
  const heard = new Map<string, Map<string, number[]>>();
  let restarts = 0;
  const note =
    (_from: string) =>
    (body: unknown, { session }: { session: Session }) => {
      const [life, number] = body as [string, number];
      const lives = heard.get(session.id) ?? new Map<string, number[]>();
      heard.set(session.id, lives.set(life, [...(lives.get(life) ?? []), number]));
    };
  const pair = createLoopbackPair({
    parent: { notifications: { tell: note('child') } },
    child: { notifications: { tell: note('parent') } },
  });
  const watch = (session: Session) => session.on('restarted', () => restarts++);
  watch(pair.parent);
  watch(pair.child);
  const tell = (side: Side) => {
    const { id } = pair[side];
    told.set(id, (told.get(id) ?? 0) + 1);
    pair[side].notify('tell', [id, told.get(id)!]);
  };
  for (const step of path) {
    if (step === 'tell-up') tell('child');
    else if (step === 'tell-down') tell('parent');
    else if (step === 'cut') pair.cut();
    else if (step === 'heal') pair.heal();
    else if (step === 'turn') await turn();
    else {
      const side = step === 'restart-parent' ? 'parent' : 'child';
      pair.restart(side);
      watch(pair[side]);
    }
  }
  pair.heal();
  await pair.connected();
  tell('child');
  tell('parent');
  const last = (from: Side, to: Side) => heard.get(pair[to].id)?.get(pair[from].id)?.at(-1) === told.get(pair[from].id);
  await until(() => last('child', 'parent') && last('parent', 'child'), 'the last message of each side');
  await pair.close();
  return { told, heard, restarts, pair };
}

test('without restarts every message arrives once and in order, whatever is cut when', async () => {
  await fc.assert(
    fc.asyncProperty(steps('tell-up', 'tell-down', 'cut', 'heal', 'turn', 'turn', 'turn'), async (path) => {
      const { told, heard, restarts, pair } = await walk(path);
      expect(restarts).toBe(0);
      for (const [from, to] of [
        [pair.child.id, pair.parent.id],
        [pair.parent.id, pair.child.id],
      ] as const) {
        expect(heard.get(to)?.get(from)).toEqual(Array.from({ length: told.get(from)! }, (_, i) => i + 1));
      }
    }),
    { numRuns: 200 },
  );
});

test('with restarts each life hears each other life in order, without gaps and nothing twice', async () => {
  const all = steps('tell-up', 'tell-down', 'cut', 'heal', 'turn', 'turn', 'turn', 'restart-parent', 'restart-child');
  await fc.assert(
    fc.asyncProperty(all, async (path) => {
      const { heard } = await walk(path);
      for (const lives of heard.values()) {
        for (const numbers of lives.values()) {
          expect(numbers).toEqual(Array.from(numbers, (_, i) => numbers[0]! + i));
        }
      }
    }),
    { numRuns: 200 },
  );
});
