import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateDirectory } from './report.mjs';

/** True, after saying so, when an earlier start came to its end and all of it still answers. Takes two seconds at most. */
export async function alreadyRunning() {
  let summary;
  try {
    summary = JSON.parse(readFileSync(join(stateDirectory, 'quickstart.json'), 'utf8'));
  } catch {
    return false;
  }
  if (!summary.completed) return false;
  const answers = await Promise.all([`${summary.url}/health`, ...summary.completed.pages].map(answer));
  if (!answers.every(Boolean)) return false;
  process.stdout.write(`Skerry is running already.\n\n${summary.completed.text}`);
  return true;
}

async function answer(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1500) })).ok;
  } catch {
    return false;
  }
}
