import { expect, test } from 'vitest';
import { converse } from './converse.ts';

const script = 'while read -r line; do echo "heard $line" >&2; echo "done"; done';
const done = (heard: string) => heard.endsWith('done\n');

test('answers come whole and in order, standard error included', async () => {
  const conversation = await converse('bash', ['-c', script]);
  expect(await conversation.ask('one\n', done, 5000)).toBe('heard one\ndone\n');
  expect(await conversation.ask('two\n', done, 5000)).toBe('heard two\ndone\n');
  conversation.stop();
  expect(conversation.ended).toBe(true);
});

test('what does not answer in time is ended', async () => {
  const conversation = await converse('bash', ['-c', 'sleep 60']);
  await expect(conversation.ask('?\n', done, 100)).rejects.toMatchObject({ code: 'command-timeout' });
  expect(conversation.ended).toBe(true);
});

test('a program that ends in the middle of a question fails it with its last words', async () => {
  const conversation = await converse('bash', ['-c', 'read -r line; echo "no $line"; exit 1']);
  await expect(conversation.ask('way\n', done, 5000)).rejects.toMatchObject({
    code: 'command-failed',
    stderrTail: 'no way',
  });
});

test('a program that is not there is named by the first question', async () => {
  const asked = converse('no-such-program-here', []).then((each) => each.ask('?\n', done, 5000));
  await expect(asked).rejects.toMatchObject({ code: 'command-missing' });
});
