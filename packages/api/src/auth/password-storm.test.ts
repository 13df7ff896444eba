/** Work on passwords is dear on purpose: whoever asks for much of it waits, and log-ins have a place of their own. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { adminPassword, startFrontEnd } from '@skerry/front-end/testing/front-end';

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: number;
}

/** In a thread of its own, so that what it does with 400 answers is not in the time of the log-in. */
const storm = `
const { parentPort, workerData: { url, secret, count } } = require('node:worker_threads');
const change = async (i) => {
  const response = await fetch(url, {
    method: 'PATCH',
    headers: { authorization: 'Bearer ' + secret, 'content-type': 'application/json' },
    body: JSON.stringify({ password: 'password number ' + i }),
  });
  const { code = '' } = await response.json();
  return { status: response.status, code, retryAfter: Number(response.headers.get('retry-after')) };
};
const changes = Array.from({ length: count }, (_, i) => change(i));
Promise.race(changes).then(() => parentPort.postMessage('under way'));
Promise.all(changes).then((answers) => parentPort.postMessage(answers));
`;

test('beside 400 changes of a password a log-in is soon through, and what is too much is refused with a time', async () => {
  const front = await startFrontEnd();
  try {
    const user = await front.user('storm');
    const timed = async () => {
      const began = performance.now();
      await front.logIn('admin', adminPassword);
      return performance.now() - began;
    };
    await timed();
    const alone = await timed();
    const workerData = { url: `${front.frontEnd.url}/v1/users/${user.id}`, secret: front.admin.secret, count: 400 };
    const worker = new Worker(storm, { eval: true, workerData });
    await once(worker, 'message');
    const began = performance.now();
    const over = once(worker, 'message');
    const beside = await timed();
    const [answers] = (await over) as [Answer[]];
    const whole = performance.now() - began;
    console.log(
      `log-in: ${alone.toFixed(0)} ms alone, ${beside.toFixed(0)} ms beside 400 changes (${whole.toFixed(0)} ms)`,
    );
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(300);
    for (const { code, retryAfter } of refused) {
      expect(code).toBe('busy');
      expect(retryAfter).toBeGreaterThan(0);
    }
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expect(beside).toBeLessThan(Math.max(1500, alone * 15));
  } finally {
    await front.close();
  }
}, 60_000);
