/** Texts of the console. A translation is one more entry of `languages`; what it lacks is shown in English. */
import { en } from './en/resources.ts';
import { type Say, sayIn } from './texts.ts';

/** The language of the texts; numbers and times are written in it too. */
export const i18n = { language: 'en' } as const;

export const text: Say = sayIn(i18n.language, en);

/** For components. */
export const useText = (): Say => text;
