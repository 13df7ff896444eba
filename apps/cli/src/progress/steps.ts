import type { Cli } from '../cli.ts';
import { truncate } from '../output/text-width.ts';

export type Step = (title: string, work: (say: (text: string) => void) => Promise<string>) => Promise<void>;

/** Milliseconds between lines where nobody watches a terminal: a log shows that it goes on. */
const sayEveryMs = 15_000;

/** One line for each step of a long command, with the time it takes: rewritten in place on a terminal. */
export function createSteps(cli: Cli): Step {
  const { errColours: colours, io } = cli;
  return async (title, work) => {
    const since = performance.now();
    let now = '';
    const line = (text: string) => {
      const seconds = ((performance.now() - since) / 1000).toFixed(1).padStart(6);
      return `${seconds} s  ${title}${text === '' ? '' : `: ${text}`}`;
    };
    const draw = () =>
      io.stderr.write(`\r\u001b[2K${colours.busy('·')} ${truncate(line(now), Math.max(20, io.errColumns - 3))}`);
    const clear = () => io.errIsTerminal && io.stderr.write('\r\u001b[2K');
    const timer = io.errIsTerminal ? setInterval(draw, 200) : setInterval(() => cli.say(`· ${line(now)}`), sayEveryMs);
    if (io.errIsTerminal) draw();
    try {
      const result = await work((text) => (now = text));
      clear();
      cli.say(`${colours.good('✔')} ${line(result)}`);
    } catch (error) {
      clear();
      cli.say(`${colours.bad('✘')} ${line('failed')}`);
      throw error;
    } finally {
      clearInterval(timer);
    }
  };
}
