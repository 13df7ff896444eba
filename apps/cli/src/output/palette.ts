import picocolors from 'picocolors';

export type Tone = 'good' | 'busy' | 'bad' | 'faint' | 'strong' | 'plain';
export type Palette = Readonly<Record<Tone, (text: string) => string>>;

/** Colours only on a terminal; NO_COLOR (no-color.org) always wins, FORCE_COLOR comes second. */
export function palette(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Palette {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '' && env['FORCE_COLOR'] !== '0';
  const wanted = !env['NO_COLOR'] && env['TERM'] !== 'dumb' && (isTerminal || forced);
  const colours = picocolors.createColors(wanted);
  return {
    good: colours.green,
    busy: colours.yellow,
    bad: colours.red,
    faint: colours.dim,
    strong: colours.bold,
    plain: (text) => text,
  };
}

const tones: Readonly<Record<string, Tone>> = {
  running: 'good',
  online: 'good',
  ready: 'good',
  ok: 'good',
  done: 'good',
  applied: 'good',
  stopped: 'faint',
  paused: 'faint',
  exited: 'faint',
  disabled: 'faint',
  failed: 'bad',
  problem: 'bad',
  refused: 'bad',
  missing: 'bad',
  cut: 'bad',
  lost: 'bad',
  degraded: 'bad',
};

/** States have the same colour everywhere; what is on its way is "busy". */
export const toneOf = (state: string): Tone => tones[state] ?? 'busy';
