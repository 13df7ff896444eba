import { activity } from './activity.ts';
import { console } from './console.ts';
import { forms } from './forms.ts';
import { graphs } from './graphs.ts';
import { instances } from './instances.ts';
import { keyboard } from './keyboard.ts';
import { logIn } from './log-in.ts';
import { objects } from './objects.ts';
import { overview } from './overview.ts';
import { palette } from './palette.ts';
import { shell } from './shell.ts';
import { table } from './table.ts';

/** English, whole. One file for each area; a translation has the same files with the same keys. */
export const en = {
  activity,
  console,
  forms,
  graphs,
  instances,
  keyboard,
  logIn,
  objects,
  overview,
  palette,
  shell,
  table,
} as const;
