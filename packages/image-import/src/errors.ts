import { CommandError } from '@skerry/host-os';
import { closedErrors, SkerryError } from '@skerry/kit';

/** The closed list of this package. Why a file is not taken at all is in the list of image-formats. */
const codes = {
  'import-unreadable': { kind: 'failed', hint: 'Let everybody read the file, in a directory that is yours alone.' },
  'import-failed': { kind: 'refused', hint: 'Try it with "qemu-img convert"; if that fails too, get the file again.' },
  'import-too-much': { kind: 'refused', hint: 'Give a smaller one, or ask an administrator for a larger limit.' },
  'import-no-space': { kind: 'failed', hint: 'Free space where images are kept, and try again.' },
  'import-tool-missing': { kind: 'failed', hint: 'Install the packages of tools/debian-packages.txt on this machine.' },
  'import-aborted': { kind: 'failed', hint: 'Start it again: nothing of it was kept.' },
  'root-refused': { kind: 'refused', hint: 'Make the archive anew from a root file system that is whole.' },
} as const;

export type ImportErrorCode = keyof typeof codes;

export const { error: importError } = closedErrors<ImportErrorCode>(codes);

/** Any thrown value as an error of our list. `doing` is the end of a sentence: "the image was converted". */
export function asImportError(thrown: unknown, doing: string): SkerryError {
  if (thrown instanceof SkerryError) return thrown;
  const context = { detail: thrown instanceof Error ? thrown.message : String(thrown) };
  const details = { context, cause: thrown };
  if (thrown instanceof CommandError) {
    if (/No space left on device|Disk quota exceeded/.test(thrown.stderrTail)) return noSpace(doing, details);
    if (thrown.code === 'command-aborted')
      return importError('import-aborted', `It was ended while ${doing}.`, details);
    if (thrown.code === 'command-missing' || /exec: No such file/.test(thrown.stderrTail)) {
      return importError('import-tool-missing', `A program was missing while ${doing}.`, details);
    }
    const limited = limitSignals.includes(thrown.signal ?? '') || limitTexts.test(thrown.stderrTail);
    if (thrown.code === 'command-timeout' || limited) {
      return importError('import-too-much', `It took more than is allowed while ${doing}.`, details);
    }
    return importError('import-failed', `It failed while ${doing}: ${reasonOf(thrown.stderrTail)}.`, details);
  }
  const { code, name } = thrown as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return noSpace(doing, details);
  if (name === 'AbortError') return importError('import-aborted', `It was ended while ${doing}.`, details);
  return importError('import-failed', `It failed while ${doing}.`, details);
}

const noSpace = (doing: string, details: Parameters<typeof importError>[2]) =>
  importError('import-no-space', `There is no space left while ${doing}.`, details);

/** Of the kernel, to whoever is above its processor time or the size of a file; it has no memory left, either. */
const limitSignals: readonly string[] = ['SIGKILL', 'SIGXCPU', 'SIGXFSZ'];
const limitTexts = /File too large|[Cc]annot allocate memory|Memory usage limit/;

/** The last line of what the program said; it runs where nothing has a path of ours. */
const reasonOf = (stderr: string): string =>
  (stderr.trim().split('\n').at(-1) ?? '').replace(/^\w[\w-]*: /, '').replace(/\.$/, '') || 'it gave no reason';
