/** Signatures by Debian's `gpgv`, which believes the keys of one file and nobody else. */
import { CommandError, run } from '@skerry/host-os';
import { sourceError } from '@skerry/outbound';
import type { VerifySignature } from './turnkey.ts';

const deadlineMs = 20_000;

/** `keyring`: an absolute path of a file with TurnKey's keys for a release of Debian (`12`); nothing: we have none. */
export function gpgvVerifier(keyring: (release: string) => string | undefined): VerifySignature {
  return async (text, release, signal) => {
    const file = keyring(release);
    if (file === undefined) {
      throw sourceError('source-setting', `There are no keys here of TurnKey for Debian ${release}.`, {
        hint: 'Ask an administrator to install them: TurnKey tells where they are.',
      });
    }
    try {
      const options = { input: text, deadlineMs, ...(signal === undefined ? {} : { signal }) };
      return (await run('gpgv', ['--keyring', file, '--output', '-', '-'], options)).stdout;
    } catch (cause) {
      signal?.throwIfAborted();
      const couldNot = !(cause instanceof CommandError) || cause.code !== 'command-failed';
      if (couldNot)
        throw sourceError('source-setting', 'Signatures cannot be checked here: gpgv does not run.', { cause });
      const message = `The digests are not signed by TurnKey's keys for Debian ${release}.`;
      throw sourceError('source-wrong-digest', message, { cause });
    }
  };
}
