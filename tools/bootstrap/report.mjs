import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where a started cloud keeps everything. */
export const stateDirectory = process.env.SKERRY_STATE ?? '/var/lib/skerry';

/** Ends the program with a sentence and what to do. */
export function fail(message, hint) {
  process.stderr.write(`\nskerry: ${message}\n${hint ? `${hint}\n` : ''}`);
  process.exit(1);
}

const terminal = process.stdout.isTTY === true;
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`.padStart(8);

/**
 * One line for a step, with the time it takes: live on a terminal; elsewhere a line at its end, and one every 15 s so
 * that a log shows that it goes on. `work` gets a function that says what happens now, and answers a short result.
 */
export async function step(title, work) {
  const since = performance.now();
  let now = '';
  const show = (mark, text) => `${mark} ${seconds(since)}  ${title}${text ? `: ${text}` : ''}`;
  const width = () => (process.stdout.columns ?? 100) - 1;
  const draw = () => process.stdout.write(`\r\u001b[2K${show('·', now).slice(0, width())}`);
  const timer = terminal
    ? setInterval(draw, 200)
    : setInterval(() => process.stdout.write(`${show('·', now || 'going on')}\n`), 15_000);
  if (terminal) draw();
  try {
    const result = await work((text) => {
      now = text;
    });
    clearInterval(timer);
    if (terminal) process.stdout.write('\r\u001b[2K');
    process.stdout.write(`${show('✔', result ?? '')}\n`);
  } catch (error) {
    clearInterval(timer);
    if (terminal) process.stdout.write('\r\u001b[2K');
    process.stdout.write(`${show('✘', 'failed')}\n`);
    throw error;
  }
}
