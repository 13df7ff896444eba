export type Level = 'ok' | 'warning' | 'problem';

/** One thing that was looked at. `problem`: a host cannot do its work. `warning`: it can, but not all, or not long. */
export interface Finding {
  /** Name of the check that found it. */
  readonly check: string;
  readonly level: Level;
  readonly sentence: string;
  /** The exact command that mends it. */
  readonly mend?: string;
}

/** What a judgement says; the name of its check is added by the doctor. */
export type Judgement = Omit<Finding, 'check'>;

export const ok = (sentence: string): Judgement => ({ level: 'ok', sentence });
export const warning = (sentence: string, mend?: string): Judgement => with_('warning', sentence, mend);
export const problem = (sentence: string, mend?: string): Judgement => with_('problem', sentence, mend);

const with_ = (level: Level, sentence: string, mend: string | undefined): Judgement => ({
  level,
  sentence,
  ...(mend === undefined ? {} : { mend }),
});

const levels: readonly Level[] = ['ok', 'warning', 'problem'];
export const worst = (findings: readonly Pick<Finding, 'level'>[]): Level =>
  findings.reduce<Level>((a, f) => (levels.indexOf(f.level) > levels.indexOf(a) ? f.level : a), 'ok');
