import type { ReactNode } from 'react';
import { signal } from '../api/signal.ts';

export interface Question {
  readonly title: string;
  readonly body: ReactNode;
  /** What is gone afterwards, each by its name. */
  readonly loses?: readonly string[];
  /** Must be typed before the button works: for what destroys many things at once. */
  readonly typed?: string;
  /** On the button: the verb, not "OK". Absent: nothing is asked, only told. */
  readonly action?: string;
  readonly dangerous?: boolean;
}

export interface Asked extends Question {
  readonly answer: (yes: boolean) => void;
}
export const asked = signal<Asked | undefined>(undefined);

/** Shows what is done already: there is nothing to take back, so the one button closes it. */
export const tell = async (title: string, body: ReactNode): Promise<void> => void (await confirm({ title, body }));

/** Asks the user; false when they turn away. Only one question stands at a time. */
export function confirm(question: Question): Promise<boolean> {
  asked.get()?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      asked.set(undefined);
      resolve(yes);
    };
    asked.set({ ...question, answer });
  });
}
