import { errorsOfIssues } from '../../forms/field-errors.ts';
import type { Schema } from '../../forms/schema.ts';
import { text } from '../../i18n/i18n.ts';

/** The same schema over a text. Errors of what is inside of it stand at the text, with their path before them. */
export const rawSchema = (schema: Schema<unknown>): Schema<unknown> => ({
  safeParse(value) {
    const refused = (message: string) => ({ success: false, error: { issues: [{ path: ['raw'], message }] } }) as const;
    let parsed: unknown;
    try {
      parsed = JSON.parse((value as { readonly raw?: string }).raw ?? '');
    } catch (error) {
      return refused(text('forms.noJson', { why: (error as Error).message }));
    }
    const result = schema.safeParse(parsed);
    if (result.success) return result;
    const said = Object.entries(errorsOfIssues(result.error.issues));
    return refused(said.map(([field, message]) => `${field}: ${message}`).join(' '));
  },
});
