/**
 * What a guest printed, line by line. The init of an application writes before each line when and on which stream it was
 * printed; what else prints on a console says neither. The guest writes both: nobody may take it for more than its word.
 */
export interface LogLine {
  /** ISO 8601, by the clock of its host. */
  readonly at?: string;
  readonly stream?: 'out' | 'err';
  readonly text: string;
}

const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (out|err) (.*)$/s;

export function logLineIn(line: string): LogLine {
  const plain = line.replace(/\r+$/, '');
  const [, at, stream, text] = stamped.exec(plain) ?? [];
  if (at === undefined || Number.isNaN(Date.parse(at))) return { text: plain };
  return { at, stream: stream === 'err' ? 'err' : 'out', text: text ?? '' };
}

/** The last of them that were printed since. A line without a time is as old as the one before it. */
export function logLinesOf(
  text: string,
  { tail = Infinity, since }: { readonly tail?: number | undefined; readonly since?: string | undefined },
): LogLine[] {
  const lines = text.replace(/\n$/, '').split('\n').map(logLineIn);
  const all = text === '' ? [] : lines;
  const from =
    since === undefined ? 0 : all.findIndex(({ at }) => at !== undefined && Date.parse(at) >= Date.parse(since));
  const wanted = from < 0 ? [] : all.slice(from);
  return tail === 0 ? [] : wanted.slice(-tail);
}
