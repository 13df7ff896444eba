import { faultsOf, templatePatch } from '@skerry/contract';
import type { Schema } from '../../forms/field-errors.ts';
import { text } from '../../i18n/i18n.ts';

/** Errors of what is inside of the text stand at the text, with their path before them. */
export const rawSchema: Schema<unknown> = {
  safeParse(value) {
    const refused = (message: string) => ({ success: false, error: { issues: [{ path: ['raw'], message }] } }) as const;
    let parsed: unknown;
    try {
      parsed = JSON.parse((value as { readonly raw?: string }).raw ?? '');
    } catch (error) {
      return refused(text('forms.noJson', { why: (error as Error).message }));
    }
    const result = templatePatch.safeParse(parsed);
    if (result.success) return { success: true, data: result.data };
    const known = Object.keys(templatePatch.shape);
    return refused(
      faultsOf(result.error.issues, known)
        .map(({ field, message }) => `${field}: ${message}`)
        .join(' '),
    );
  },
};
