/** Texts of the console. A translation is one more entry of `resources`; what it lacks is shown in English. */
import { createInstance } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { en } from './en/resources.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

export const i18n = createInstance();
i18n.use(initReactI18next);
void i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  // React escapes what it shows.
  interpolation: { escapeValue: false },
  initAsync: false,
});

export const useText = () => useTranslation().t;
export const text = i18n.t.bind(i18n);
