/**
 * What stands over a page when it is asked for: help, questions, forms. None of it is needed to show the first page, so
 * it is loaded when that is there. Not the palette: what is typed right after its keys must find it.
 */
import { useEffect } from 'react';
import { announceTrouble } from '../activity/activities.ts';
import { text } from '../i18n/i18n.ts';
import { later } from '../ui/later.tsx';

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

/** Milliseconds after the first page, so that nothing of it waits. Later: the first question waits for its code. */
const afterMs = 400;

export function usePreload(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const part of [ConfirmHost, HelpSheet, FormHost]) void part.preload();
    }, afterMs);
    return () => clearTimeout(timer);
  }, []);
}
