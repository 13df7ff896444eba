import { text } from 'node:stream/consumers';
import { expect, test, type TestContext } from 'vitest';
import type { ComputeDriver, GuestCommands } from '../compute.ts';

interface Parts {
  readonly driver: ComputeDriver;
  /** A running guest that answers, and has `cat`, `echo` and `sh`. */
  readonly running: () => Promise<number>;
  readonly off: () => Promise<number>;
}

/** Rules of the ability `commands`; a driver without it skips them with a sentence. */
export function commandRules(parts: () => Parts): void {
  const rule = (name: string, check: (commands: GuestCommands, of: Parts) => Promise<void>) =>
    test(name, { timeout: 600_000 }, async (context: TestContext) => {
      const of = parts();
      if (!of.driver.commands) return context.skip('In guests of this driver nothing is started from outside.');
      await check(of.driver.commands, of);
    });
  const plain = (...words: string[]) => ({ words, terminal: false });

  rule('a command is told its words and its input, and says its status', async (commands, { running }) => {
    const id = await running();
    const echo = await commands.open(id, plain('echo', 'a  b', '$c'));
    expect(await text(echo)).toBe('a  b $c\n');
    expect(await echo.status).toBe(0);
    const cat = await commands.open(id, plain('cat'));
    cat.end('typed');
    expect(await text(cat)).toBe('typed');
    expect(await cat.status).toBe(0);
    const failing = await commands.open(id, plain('sh', '-c', 'exit 3'));
    failing.resume();
    expect(await failing.status).toBe(3);
    const missing = await commands.open(id, plain('no-such-program'));
    expect(await text(missing)).toContain('no-such-program');
    expect(await missing.status).toBe(127);
  });

  rule('a command ends when nobody reads it any more, and with its guest', async (commands, { driver, running }) => {
    const id = await running();
    const left = await commands.open(id, plain('cat'));
    left.destroy();
    await left.status;
    const cut = await commands.open(id, plain('cat'));
    cut.resume();
    await driver.forceOff(id);
    expect(await cut.status).not.toBe(0);
  });

  rule('in a guest that is off no command is started', async (commands, { off }) => {
    const id = await off();
    const refused = await commands.open(id, plain('cat')).catch((error: unknown) => error);
    expect(refused).toMatchObject({ failure: { code: 'guest-not-running' } });
  });
}
