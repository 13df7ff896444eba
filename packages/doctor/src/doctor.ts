import type { AnyCheck, Place } from './check.ts';
import { checks } from './checks/index.ts';
import type { Finding } from './finding.ts';

/** No check may take longer: a machine that hangs at one thing must still hear about the others. */
const deadlineMs = 20_000;

/** Looks at this machine and says what it found, in the order of the checks. Never throws. */
export async function examine(place: Place, all: readonly AnyCheck[] = checks): Promise<Finding[]> {
  const results = await Promise.all(all.map((check) => examineOne(check, place)));
  return results.flat();
}

async function examineOne(check: AnyCheck, place: Place): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it gave no answer within ${deadlineMs / 1000} s`)), deadlineMs);
  });
  try {
    const found = await Promise.race([check.run(place), late]);
    return found.map((judgement) => ({ check: check.name, ...judgement }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ check: check.name, level: 'warning', sentence: `This could not be looked at: ${why}.` }];
  } finally {
    clearTimeout(timer);
  }
}
