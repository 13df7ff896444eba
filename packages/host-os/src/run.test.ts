import { describe, expect, it } from 'vitest';
import { CommandError } from './command-error.ts';
import { run } from './run.ts';

const caught = async (work: Promise<unknown>): Promise<CommandError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CommandError)) throw new Error('no CommandError was thrown');
  return error;
};

describe('run', () => {
  it('hands arguments over as they are, without a shell', async () => {
    const { stdout } = await run('printf', ['%s|', '$HOME; `id`', 'a b']);
    expect(stdout).toBe('$HOME; `id`|a b|');
  });

  it('gives input and extra environment to the program', async () => {
    expect((await run('cat', [], { input: 'hello' })).stdout).toBe('hello');
    expect((await run('env', [], { env: { SKERRY_TEST: 'x' } })).stdout).toContain('SKERRY_TEST=x');
  });

  it('gives input that becomes known while the program runs, and ends with one that does not wait for it', async () => {
    const known = Promise.withResolvers<string>();
    async function* input() {
      yield 'first ';
      yield await known.promise;
    }
    const told = run('cat', [], { input: input() });
    known.resolve('second');
    expect((await told).stdout).toBe('first second');
    async function* never() {
      yield await new Promise<string>(() => {});
    }
    expect((await run('sh', ['-c', 'exit 3'], { input: never(), okCodes: [3] })).code).toBe(3);
  });

  it('rejects a bad exit code with the command line, the code and the end of standard error', async () => {
    const error = await caught(run('ls', ['/does not exist']));
    expect(error.code).toBe('command-failed');
    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(/^The command "ls "\/does not exist"" failed with exit code 2: .*No such file/);
  });

  it('takes the exit codes the caller calls an answer', async () => {
    expect((await run('false', [], { okCodes: [0, 1] })).code).toBe(1);
  });

  it('stops a program at its deadline', async () => {
    const started = performance.now();
    const error = await caught(run('sleep', ['60'], { deadlineMs: 200 }));
    expect(error.code).toBe('command-timeout');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('gives up also when a grandchild keeps the pipe open', async () => {
    const error = await caught(run('sh', ['-c', 'trap "" TERM; setsid sleep 20 & wait'], { deadlineMs: 200 }));
    expect(error.code).toBe('command-timeout');
  });

  it('tells the lines of standard error as they come, and still returns them', async () => {
    const lines: string[] = [];
    const { stderr } = await run('sh', ['-c', 'echo one >&2; echo two >&2'], { onStderrLine: (l) => lines.push(l) });
    expect(lines).toEqual(['one', 'two']);
    expect(stderr).toBe('one\ntwo\n');
  });

  it('says when the program is not installed', async () => {
    expect((await caught(run('skerry-no-such-program', []))).code).toBe('command-missing');
  });

  it('ends when the caller gives up', async () => {
    const controller = new AbortController();
    const work = caught(run('sleep', ['60'], { signal: controller.signal }));
    controller.abort();
    expect((await work).code).toBe('command-aborted');
  });
});
