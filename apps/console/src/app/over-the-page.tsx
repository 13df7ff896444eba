/**
 * What stands over a page when it is asked for: help, questions, forms. None of it is needed to show the first page, so
 * it is loaded when that is there. Not the palette: what is typed right after its keys must find it.
 */
import { useEffect } from 'react';
import { announceTrouble } from '../activity/activities.ts';
import { cache } from '../api/cache.ts';
import { LoadOnce } from '../api/load-once.ts';
import { text } from '../i18n/i18n.ts';
import { later } from '../ui/later.tsx';
import { whenQuiet } from './when-quiet.ts';

/** It has no place of its own where the failure could stand. */
function NotThere() {
  useEffect(() => announceTrouble(text('shell.partAway'), new Error(text('shell.partAwayHint'))), []);
  return null;
}

const meanwhile = { waiting: null, failed: <NotThere /> };
const parts = () => import('./over-the-page-parts.ts');
export const HelpSheet = later(async () => ({ default: (await parts()).HelpSheet }), meanwhile);
export const ConfirmHost = later(async () => ({ default: (await parts()).ConfirmHost }), meanwhile);
export const FormHost = later(async () => ({ default: (await parts()).FormHost }), meanwhile);

/** Milliseconds between two looks whether the first page is there. Longer: the first question waits for its code. */
const lookMs = 200;

/** After the first page, with its rows: on a slow machine these came before them, and took their place on the wire. */
export function usePreload(): void {
  useEffect(() => {
    const load = () => {
      for (const part of [ConfirmHost, HelpSheet, FormHost]) void part.preload();
    };
    return whenQuiet(() => cache.isFetching() > 0 || LoadOnce.underWay > 0, load, lookMs);
  }, []);
}
