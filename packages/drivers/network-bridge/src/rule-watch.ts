/**
 * Hears when somebody takes rules of ours away, by `nft monitor`. Only a hint, which may come late, twice or never: who is
 * told looks at the kernel itself, as it does now and then without being told. Owns the process that listens, no rule.
 */
import { type LineWatch, watchLines } from '@skerry/host-os';
import { type Log, Retries } from '@skerry/kit';
import { tableName } from './names.ts';

/** A watch that lived this long was healthy: its end starts the delays anew. */
const healthyMs = 10_000;
/** A flush is told as many lines: they are one. Milliseconds. */
const togetherMs = 20;

export function watchRules(options: {
  readonly namePrefix: string;
  readonly log: Log;
  readonly onDisturbed: () => void;
}): { stop(): void } {
  const { namePrefix, log, onDisturbed } = options;
  let stopped = false;
  const retries = new Retries({ stableMs: healthyMs });
  let watch: LineWatch | undefined;
  let restart: NodeJS.Timeout | undefined;
  let telling: NodeJS.Timeout | undefined;
  const hint = () => {
    telling ??= setTimeout(() => {
      telling = undefined;
      if (!stopped) onDisturbed();
    }, togetherMs);
  };
  const begin = () => {
    retries.worked();
    watch = watchLines('nft', ['monitor', 'destroy'], {
      onLine: (line) => {
        if (takesAway(line, namePrefix)) hint();
      },
      onEnd: (reason) => {
        const againMs = retries.failed();
        log.warn({ reason, failures: retries.failures }, 'the watch over rules of nftables ended; it is restarted');
        restart = setTimeout(() => {
          begin();
          // Something may have been taken away meanwhile.
          hint();
        }, againMs);
      },
    });
  };
  begin();
  return {
    stop() {
      stopped = true;
      clearTimeout(restart);
      clearTimeout(telling);
      watch?.stop();
    },
  };
}

/** Of a table of ours; elements of sets come and go with ports, by ourselves. */
export function takesAway(line: string, namePrefix: string): boolean {
  const [, name] = /^delete (?:table|chain|rule|set) \w+ (\S+)/.exec(line) ?? [];
  return name === tableName(namePrefix);
}
