import { access, readFile } from 'node:fs/promises';
import { CommandError, run } from '@skerry/host-os';

/** Trimmed text of a small file of the kernel; undefined when there is none, or it may not be read. */
export async function fileText(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM' || code === 'ENOTDIR' || code === 'ESRCH')
      return undefined;
    throw error;
  }
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

export type Answer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string; readonly missing: boolean };

/** What a command says, or why it says nothing; a check asks, it never fails because of the answer. */
export async function ask(command: string, args: readonly string[], deadlineMs = 5_000): Promise<Answer> {
  try {
    const { stdout, stderr } = await run(command, args, { deadlineMs });
    return { ok: true, text: (stdout || stderr).trim() };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const why = error.stderrTail.split('\n')[0] ?? '';
    return { ok: false, why: why === '' ? error.message : why, missing: error.code === 'command-missing' };
  }
}
