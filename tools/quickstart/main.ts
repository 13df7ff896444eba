import { ApiError } from '@skerry/sdk';
import { down } from './down.ts';
import { start } from './start.ts';
import { status } from './status.ts';

const [command, ...rest] = process.argv.slice(2);
try {
  if (command === 'start') await start();
  else if (command === 'status') process.exitCode = await status();
  else if (command === 'down') await down(rest.includes('--purge'));
} catch (error) {
  const hint = error instanceof ApiError ? error.problem.hint : undefined;
  const known = error instanceof Error ? error.message : String(error);
  process.stderr.write(`\nskerry: ${known}\n${hint ?? ''}${hint ? '\n' : ''}`);
  if (process.env['SKERRY_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  if (command === 'start') process.stderr.write('Run npm start again when it is mended: it goes on from here.\n');
  process.exitCode = 1;
}
process.exit();
